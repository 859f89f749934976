// What can be written at a place of a query's JSON, by the entity's schema.
import { pickedCompletion } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';

const PARTS = [
  ['filters', 'object', 'exact values'],
  ['search', 'object', 'contained text'],
  ['greaterThan', 'object', 'from, included'],
  ['lessThan', 'object', 'to, included'],
  ['extend', 'list', 'related entities'],
  ['page', 'value', 'number of the page'],
  ['limit', 'value', 'rows per page'],
  ['sortBy', 'value', 'a column'],
  ['sortDirection', 'value', 'asc or desc'],
];

// `schema` is { fields: [{ name, kind, boolean, note, values, filter, search, range, row }], extend: [name] }.
export function completions(context, schema) {
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  const name = ancestor(node, 'PropertyName');
  const path = pathOf(context.state, name ?? node);
  const line = context.state.doc.lineAt(context.pos);
  const begun = begunWord(line.text.slice(0, context.pos - line.from));
  const before = context.state.sliceDoc(Math.max(0, context.pos - 500), context.pos);
  const lead = before.slice(0, before.length - begun.length).trimEnd();
  if (!begun && !context.explicit && !/[{[,:]$/.test(lead)) return null;
  const container = ancestor(node, 'Array') ? 'Array' : 'Object';
  const wantsValue = lead.endsWith(':') || (container === 'Array' && nearest(node) === 'Array');
  const options = wantsValue ? values(path, schema) : names(path, schema);
  if (options.length === 0) return null;
  return {
    from: context.pos - begun.length,
    options: options.map((option) => ({ ...option, apply: take(option.apply ?? option.label) })),
    validFor: /^"?\w*$/,
  };
}

// Puts a text in the place of what was begun. A closing quotation mark that stands there already is taken along.
function take(text) {
  return (view, completion, from, to) => {
    const begun = view.state.sliceDoc(from, from + 1) === '"' && view.state.sliceDoc(to, to + 1) === '"';
    view.dispatch({
      changes: { from, to: begun ? to + 1 : to, insert: text },
      selection: { anchor: from + text.length },
      annotations: pickedCompletion.of(completion),
      userEvent: 'input.complete',
      scrollIntoView: true,
    });
  };
}

// What of a text in quotation marks, or of a bare word, stands before the caret. No text of JSON goes over a line.
function begunWord(text) {
  let open = -1;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') open = open < 0 ? at : -1;
  }
  return open < 0 ? /\w*$/.exec(text)[0] : text.slice(open);
}

function ancestor(node, type) {
  for (let at = node; at; at = at.parent) if (at.name === type) return at;
  return null;
}

function nearest(node) {
  for (let at = node; at; at = at.parent) if (at.name === 'Array' || at.name === 'Object') return at.name;
  return null;
}

// The names of the properties around a place, from the outside inwards. The one that is being typed is not among them.
function pathOf(state, start) {
  const path = [];
  for (let at = start.name === 'PropertyName' ? start.parent?.parent : start; at; at = at.parent) {
    if (at.name !== 'Property') continue;
    const name = at.getChild('PropertyName');
    if (name) path.unshift(state.sliceDoc(name.from + 1, name.to - 1));
  }
  return path;
}

function names(path, schema) {
  if (path.length === 0) {
    return PARTS.map(([name, shape, detail]) => ({
      label: `"${name}"`,
      detail,
      apply: `"${name}": `,
      type: shape,
    }));
  }
  if (path.length > 1) return [];
  const asked = { filters: 'filter', search: 'search', greaterThan: 'range', lessThan: 'range' }[path[0]];
  if (!asked) return [];
  return schema.fields
    .filter((field) => field[asked])
    .map((field) => ({ label: `"${field.name}"`, detail: field.kind, info: field.note || undefined, apply: `"${field.name}": ` }));
}

function values(path, schema) {
  const text = (list) => list.map((label) => ({ label: JSON.stringify(label) }));
  switch (path[0]) {
    case 'extend':
      return text(schema.extend);
    case 'sortBy':
      return text(schema.fields.filter((field) => field.row).map((field) => field.name));
    case 'sortDirection':
      return text(['asc', 'desc']);
    case 'filters': {
      const field = schema.fields.find((one) => one.name === path[1]);
      if (field?.boolean) return [{ label: 'true' }, { label: 'false' }];
      return text(field?.values ?? []);
    }
    default:
      return [];
  }
}
