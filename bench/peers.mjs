// The other explorers, each as its own documentation says to put it into a page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const here = path.dirname(new URL(import.meta.url).pathname);
const file = (name) => readFileSync(path.join(here, 'node_modules', name));
const page = (head, body) => Buffer.from(
  `<!doctype html><html><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`);

const scalar = '{url:"/openapi.json",telemetry:false,withDefaultFonts:false,agent:{disabled:true},mcp:{disabled:true}}';

export const peers = {
  'swagger-ui': {
    package: 'swagger-ui-dist',
    files: { '/ui.js': 'swagger-ui-dist/swagger-ui-bundle.js', '/ui.css': 'swagger-ui-dist/swagger-ui.css' },
    page: page('<link rel="stylesheet" href="/ui.css">',
      '<div id="ui"></div><script src="/ui.js"></script><script>SwaggerUIBundle({url:"/openapi.json",dom_id:"#ui"})</script>'),
  },
  scalar: {
    package: '@scalar/api-reference',
    files: { '/ui.js': '@scalar/api-reference/dist/browser/standalone.js' },
    page: page('', `<div id="ui"></div><script src="/ui.js"></script><script>Scalar.createApiReference("#ui",${scalar})</script>`),
  },
  rapidoc: {
    package: 'rapidoc',
    files: { '/ui.js': 'rapidoc/dist/rapidoc-min.js' },
    page: page('<script type="module" src="/ui.js"></script>',
      '<rapi-doc spec-url="/openapi.json" render-style="read" show-header="false"></rapi-doc>'),
    // It needs minutes for a document of many megabytes.
    small: true,
    reply: {
      hash: '#post-/player/search',
      page: page('<script type="module" src="/ui.js"></script>',
        '<rapi-doc spec-url="/openapi.json" render-style="focused" show-header="false"></rapi-doc>'),
      send: (tab) => tab.locator('button:has-text("TRY")').first(),
    },
  },
  redoc: {
    package: 'redoc',
    files: { '/ui.js': 'redoc/bundles/redoc.standalone.js' },
    page: page('', '<redoc spec-url="/openapi.json"></redoc><script src="/ui.js"></script>'),
    small: true,
  },
};

/** What a peer's page consists of, by address. */
export function filesOf(peer, document) {
  const files = new Map([['/', peer.page], ['/openapi.json', document]]);
  for (const [address, name] of Object.entries(peer.files)) files.set(address, file(name));
  return files;
}

/** The version of a package that is installed here. */
export const version = (name) => JSON.parse(file(`${name}/package.json`)).version;

/** A large document that everybody can have: GitHub's. */
export const large = () => file('@octokit/openapi/generated/api.github.com.json');

export const require = createRequire(path.join(here, 'x.js'));
