import { Client, Query } from 'takaro-explorer';

export async function namesOfPlayers(url, username, password) {
  const client = new Client({ url, auth: { username, password } });
  const query = new Query().search('name', 'an').sortBy('id', 'asc').limit(10);
  const names = [];
  for await (const player of client.rows('player', query)) names.push(player.name);
  return names;
}
