/**
 * The whole explorer as an element for any page:
 *
 * ```html
 * <script type="module">import 'takaro-explorer/element';</script>
 * <takaro-explorer api-url="https://api.takaro.io" dashboard-url="https://dashboard.takaro.io"></takaro-explorer>
 * ```
 *
 * It stands in a shadow root, with its styles adopted, so that neither the page nor the element disturbs the other.
 *
 * @packageDocumentation
 */

/**
 * `<takaro-explorer>`. Its attributes, all optional, may change at any time:
 *
 * - `api-url`: the API (the page's own origin).
 * - `spec-url`: its OpenAPI document (`<api-url>/openapi.json`).
 * - `dashboard-url`: where to log in.
 * - `read-only`: no writes at all. The default on a page of another origin than the API; `read-only="false"` allows them.
 * - `theme`: `dark`, `light` or `system`; without it as the person chose.
 * - `hash`: the page's fragment is the explorer's address, which otherwise is kept in memory.
 *
 * `read-only` and `hash` are off where they say `"false"`. Each attribute is a property too (`readOnly`, `apiUrl`, …).
 *
 * Custom properties set on the element change its look: `--bg`, `--card`, `--border`, `--text`, `--strong`, `--muted`,
 * `--primary`, `--primary-text`, `--on-primary`, `--success`, `--warning`, `--error`, `--focus`, `--font`, `--mono`,
 * `--radius-s`, `--radius-m`, `--radius-l`.
 */
export class TakaroExplorer extends HTMLElement {
  apiUrl: string | null;
  specUrl: string | null;
  dashboardUrl: string | null;
  readOnly: boolean;
  hash: boolean;
  theme: string | null;
  addEventListener<K extends keyof TakaroExplorerEvents>(
    type: K,
    listener: (event: TakaroExplorerEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

/** What the element tells; all bubble. */
export interface TakaroExplorerEvents extends HTMLElementEventMap {
  /** An answer came. */
  reply: CustomEvent<{ method: string; url: string; status: number }>;
  /** Somebody is signed in, or nobody. */
  session: CustomEvent<{ signedIn: boolean; name: string | null; domain: string | null }>;
  /** The person went elsewhere in the explorer: `#/op/PlayerControllerSearch`. */
  navigate: CustomEvent<{ address: string }>;
}

declare global {
  interface HTMLElementTagNameMap {
    'takaro-explorer': TakaroExplorer;
  }
}
