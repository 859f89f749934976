import styles from './styles.js';

// The attributes in the names of config.json.
const CONFIG = { 'api-url': 'apiUrl', 'spec-url': 'specUrl', 'dashboard-url': 'dashboardUrl' };

// On unless they say "false", as some frameworks write them.
const FLAGS = ['read-only', 'hash'];

const ATTRIBUTES = [...Object.keys(CONFIG), ...FLAGS, 'theme'];

/** The property of an attribute. */
const propertyOf = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

// The words of other languages, fetched when a person has chosen one.
const LOCALES = { de: new URL('./locales/de.json', import.meta.url).href };

let loading;

/** Loads the app once for all elements of the page. */
function load() {
  loading ??= import('./takaro-explorer-app.js').then(async (app) => {
    await app.default({ module_or_path: new URL('./takaro-explorer-app_bg.wasm', import.meta.url) });
    return app;
  });
  // A failure is not kept: the next element tries again.
  loading.catch(() => (loading = undefined));
  return loading;
}

/** The text of a file that lies beside the app in a page of its own; here bundlers bring all of them along in one. */
const read = async (name) => (await import('./texts.js')).default[name];

let sheet;
let rem;
function theSheets() {
  if (!sheet) {
    [sheet, rem] = [new CSSStyleSheet(), new CSSStyleSheet()];
    sheet.replaceSync(styles);
  }
  return [sheet, rem];
}

/** Says how large the person's letters are: the page may have made its own `rem` another. */
function measureRem(root) {
  const probe = document.createElement('i');
  probe.style.setProperty('all', 'initial');
  root.append(probe);
  const { fontSize } = getComputedStyle(probe);
  probe.remove();
  if (parseFloat(fontSize) > 0) rem.replaceSync(`:host { --takaro-rem: ${fontSize} }`);
}

// Where pages are made on a server there are no elements; importing does no harm there.
const Base = globalThis.HTMLElement ?? class {};

/** The explorer as an element. See index.d.ts. */
export class TakaroExplorer extends Base {
  static observedAttributes = ATTRIBUTES;

  #app;
  #shown;
  #wanted = 0;
  /** Where the person was when the app went, so that the next one goes on there. */
  #address;
  /** Whether the page's fragment was the explorer's address. */
  #hashed = false;

  connectedCallback() {
    // What was set before this module had come lies on the element, in front of the property that it means.
    for (const name of ATTRIBUTES.map(propertyOf)) {
      if (!Object.hasOwn(this, name)) continue;
      const { [name]: value } = this;
      delete this[name];
      this[name] = value;
    }
    if (!this.shadowRoot) this.attachShadow({ mode: 'open' }).adoptedStyleSheets = theSheets();
    this.#renew();
  }

  disconnectedCallback() {
    this.#renew();
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.shadowRoot) return;
    if (name === 'theme' && this.#app) {
      if (now !== null) return this.setAttribute('data-theme', now);
      // Without it the theme is the person's own again, which the app asks for when it begins.
      this.#shown = null;
    }
    this.#renew();
  }

  /** The app as the attributes want it, once for all changes of a moment: none while the element is not in a page. */
  #renew() {
    const number = (this.#wanted += 1);
    queueMicrotask(async () => {
      if (number !== this.#wanted) return;
      let wish;
      try {
        wish = this.isConnected ? this.#wish() : undefined;
      } catch (error) {
        // An address that is none: what stood here before would pass for it.
        this.#leave();
        return this.#explain(error);
      }
      // Moved to another place of the page, or told what it knows: what a person has begun there goes on.
      if (this.#app && wish === this.#shown) return;
      this.#leave();
      if (wish === undefined) return;
      try {
        const { mount } = await load();
        // It may have been told or taken away meanwhile.
        if (number !== this.#wanted || !this.isConnected) return;
        const place = document.createElement('div');
        place.className = 'embed';
        measureRem(this.shadowRoot);
        this.shadowRoot.replaceChildren(place);
        this.#shown = wish;
        const hash = this.#flag('hash') ?? false;
        // The fragment is the page's again.
        if (this.#hashed && !hash && location.hash.startsWith('#/')) history.replaceState(history.state, '', location.href.split('#')[0]);
        this.#hashed = hash;
        this.#app = mount(place, JSON.stringify(this.#config()), hash, read, this.#address);
      } catch (error) {
        this.#explain(error);
      }
    });
  }

  #leave() {
    if (this.#app) {
      this.#address = this.#app.address();
      this.#app.free();
    }
    this.#app = undefined;
    this.shadowRoot.replaceChildren();
  }

  /** All that the attributes say but the theme, which changes without the app. */
  #wish() {
    return JSON.stringify([this.#config(), this.#flag('hash')]);
  }

  #config() {
    const config = {};
    for (const [attribute, key] of Object.entries(CONFIG)) {
      const value = this.getAttribute(attribute);
      if (value) config[key] = addressOf(attribute, value);
    }
    // On a page of another origin than the API a person may not expect that a click changes live data.
    const elsewhere = config.apiUrl !== undefined && new URL(config.apiUrl).origin !== self.origin;
    config.locales = LOCALES;
    config.readOnly = this.#flag('read-only') ?? elsewhere;
    return config;
  }

  /** What a flag says; nothing where it is not there. */
  #flag(name) {
    const said = this.getAttribute(name);
    return said === null ? undefined : said !== 'false';
  }

  #explain(error) {
    console.error(error);
    const words = document.createElement('p');
    words.setAttribute('role', 'alert');
    words.textContent = `The explorer could not start: ${error instanceof Error ? error.message : error}`;
    this.shadowRoot.replaceChildren(words);
  }
}

function addressOf(attribute, value) {
  let url;
  try {
    url = new URL(value, document.baseURI);
  } catch {
    throw new TypeError(`${attribute}="${value}" is no address.`);
  }
  if (!/^https?:$/.test(url.protocol)) throw new TypeError(`${attribute}="${value}" is no address of http or https.`);
  // Paths are put behind the API's address.
  return attribute === 'api-url' ? (url.origin + url.pathname).replace(/\/$/, '') : url.href;
}

// Each attribute as a property too: frameworks set these.
for (const name of ATTRIBUTES) {
  Object.defineProperty(TakaroExplorer.prototype, propertyOf(name), {
    configurable: true,
    enumerable: true,
    get() {
      const said = this.getAttribute(name);
      return FLAGS.includes(name) ? said !== null && said !== 'false' : said;
    },
    set(value) {
      if (value === null || value === undefined || (name === 'hash' && value === false)) this.removeAttribute(name);
      else this.setAttribute(name, FLAGS.includes(name) && value === true ? '' : String(value));
    },
  });
}

if (globalThis.customElements && !customElements.get('takaro-explorer')) {
  customElements.define('takaro-explorer', TakaroExplorer);
}
