import { ask, engine } from './engine.js';
import { ENGINE } from './query.js';

/** What may be asked of an entity, as plain data. See index.d.ts. */
export class Entity {
  constructor(data) {
    if (typeof data?.name !== 'string' || !Array.isArray(data.fields)) {
      throw new TypeError('An entity is made from what another one gives as JSON: a name and a list of fields.');
    }
    Object.assign(this, JSON.parse(JSON.stringify(data)));
    Object.defineProperty(this, ENGINE, { value: async () => ({ ...(await engine()), ask }) });
  }

  async suggestions(beginning) {
    const { ask, suggestions } = await this[ENGINE]();
    return ask(() => suggestions(String(beginning), JSON.stringify(this)));
  }
}
