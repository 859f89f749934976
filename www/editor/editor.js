// The JSON editor of queries and bodies. It lives in a shadow root: the page's security policy allows no style sheet
// that a script writes into the page, but constructed ones in a shadow root it does.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, insertBracket } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { forceLinting, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Annotation, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { completions } from './completions.js';

// A change that came from outside, and is not to be told back.
const fromOutside = Annotation.define();

// Inside an element the page's `rem` is not the explorer's.
const rem = (size) => `calc(${size} * var(--takaro-rem, 1rem))`;

const look = EditorView.theme({
  '&': { color: 'var(--strong)', backgroundColor: 'var(--bg)', fontSize: rem(.8125), border: '1px solid var(--border-strong)', borderRadius: 'var(--radius-s)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', minHeight: rem(18), maxHeight: '60vh', overflow: 'auto' },
  '.cm-gutters': { backgroundColor: 'var(--card)', color: 'var(--muted)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--hover)' },
  '.cm-cursor': { borderLeftColor: 'var(--strong)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--selected)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--selected)', outline: '1px solid var(--border-strong)' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--text)', border: '1px solid var(--border-strong)', borderRadius: 'var(--radius-s)' },
  '.cm-tooltip-autocomplete ul li': { padding: `${rem(.15)} ${rem(.5)}` },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--primary)', color: 'var(--on-primary)' },
  '.cm-completionDetail': { color: 'inherit', opacity: '.75', fontStyle: 'normal', marginLeft: rem(1) },
  '.cm-diagnostic': { padding: `${rem(.4)} ${rem(.6)}` },
});

// Text over a selection is put in by hand: the browser would carry the selected words' colours into a style attribute,
// which the page's policy refuses and reports.
const typedOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== 'insertText' || event.data == null || event.isComposing) return false;
    const [range] = event.getTargetRanges();
    let { from, to } = view.state.selection.main;
    // The editor hears of a new selection a little later than the browser knows it.
    if (range && !range.collapsed) {
      from = view.posAtDOM(range.startContainer, range.startOffset);
      to = view.posAtDOM(range.endContainer, range.endOffset);
    }
    if (from === to) return false;
    const start = view.state.update({ selection: { anchor: from, head: to } });
    event.preventDefault();
    view.dispatch(start);
    view.dispatch(insertBracket(view.state, event.data) ?? view.state.update(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true }));
    return true;
  },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--code-key)' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: tags.number, color: 'var(--code-number)' },
  { tag: [tags.bool, tags.null], color: 'var(--code-literal)' },
]);

// Puts an editor into an element. `schema` says what may be asked (see completions.js), null
// where nothing is suggested; `changed` hears each text that
// a person makes. All places are counted as JavaScript counts them.
export function mount(host, { text, label, schema, changed }) {
  const root = host.attachShadow({ mode: 'open' });
  const place = root.appendChild(document.createElement('div'));
  const view = new EditorView({
    parent: place,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        typedOver,
        highlightActiveLine(),
        lintGutter(),
        json(),
        autocompletion({ override: schema ? [(context) => completions(context, schema)] : [] }),
        syntaxHighlighting(colours),
        look,
        EditorState.tabSize.of(2),
        // Tab stays the way out of the editor, and Ctrl+Enter sends.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'), ...historyKeymap, ...completionKeymap, ...lintKeymap]),
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          const own = update.transactions.some((one) => one.docChanged && !one.annotation(fromOutside));
          if (own) changed(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText(next) {
      const before = view.state.doc.toString();
      if (before === next) return;
      // Only what differs is replaced, so that the caret stays where it was.
      let from = 0;
      while (from < before.length && from < next.length && before[from] === next[from]) from += 1;
      let cut = 0;
      const most = Math.min(before.length, next.length) - from;
      while (cut < most && before[before.length - 1 - cut] === next[next.length - 1 - cut]) cut += 1;
      view.dispatch({
        changes: { from, to: before.length - cut, insert: next.slice(from, next.length - cut) },
        annotations: fromOutside.of(true),
      });
    },
    setMarks(marks) {
      const end = view.state.doc.length;
      const inside = marks.map((mark) => {
        const from = Math.min(mark.from, end);
        return { ...mark, from, to: Math.max(from, Math.min(mark.to, end)) };
      });
      view.dispatch(setDiagnostics(view.state, inside));
      forceLinting(view);
    },
    select(from, to) {
      const end = view.state.doc.length;
      view.dispatch({ selection: { anchor: Math.min(from, end), head: Math.min(to, end) }, scrollIntoView: true });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}
