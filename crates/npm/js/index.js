export { AdminClient, Client } from './client.js';
export { init } from './engine.js';
export { Entity } from './entity.js';
export { TakaroError } from './error.js';
export { Query } from './query.js';
