/** Writes documents as UIMA CAS XMI. */
import type { AnnotatedDocument } from '../../annotation/document.ts';
import type { FormatWriter, Loss } from '../format.ts';
import { legalXml, quotedValue } from '../xmlText.ts';
import { composeCas } from './composition.ts';
import { Ids } from './jsonIds.ts';
import { isListOfStructures, isObject, type JsonObject, type JsonValue } from './jsonStructures.ts';
import { referring } from './xmiReferences.ts';

/**
 * The layers and features are those of CAS JSON. The first document is the view `_InitialView`, or the view that it was
 * read from; each further one is a view named by the document's id, as a CAS holds one text a view. Declarations of types
 * are in a file of their own in UIMA, and are not written; nor are structures that are no annotations.
 */
export function uimaXmiWriter(): FormatWriter {
  const ids = new Ids([]);
  let isFirst = true;
  return {
    begin: () =>
      '<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" ' +
      'xmlns:cas="http:///uima/cas.ecore" xmi:version="2.0">\n  <cas:NULL xmi:id="0"/>\n',
    document(document) {
      const losses: Loss[] = [];
      const lose = (loss: Loss): void => void losses.push(loss);
      // A value that is the id of a link would be read as a reference to it.
      ids.avoid(numbersIn(document));
      const view = isFirst ? {} : { view: document.id };
      const cas = composeCas(document, { name: 'uima-xmi', ids, keepsRest: false, lose, ...view });
      isFirst = false;
      const { content, losses: replaced } = legalXml(linesOf(cas, lose).join(''), 'uima-xmi');
      return { content, losses: [...losses, ...replaced] };
    },
    end: () => '</xmi:XMI>\n',
  };
}

/** The numbers in what becomes values of features. */
function* numbersIn({ annotations }: AnnotatedDocument): Generator<number> {
  const { entities, relations, attributes, normalisations } = annotations;
  const values = [
    ...[...entities, ...relations].map(({ type }) => type),
    ...entities.flatMap((entity) => ('score' in entity ? Object.values(entity).map(String) : [])),
    ...attributes.map(({ value }) => value ?? ''),
    ...normalisations.map(({ identifier }) => identifier),
  ];
  for (const value of values) {
    if (/^\d[\d ]*$/.test(value)) for (const number of value.split(' ')) yield Number(number);
  }
}

/** The elements of a CAS as {@link composeCas} gives it, the text after what refers to it, as UIMA writes them. */
function linesOf(cas: JsonObject, lose: (loss: Loss) => void): string[] {
  const structures = (cas['%FEATURE_STRUCTURES'] as readonly JsonValue[]).filter(isObject);
  const lists = new Map(
    structures
      .filter((structure) => isListOfStructures(String(structure['%TYPE'])))
      .map((structure) => [Number(structure['%ID']), structure['%ELEMENTS'] as readonly number[]]),
  );
  const [sofa, ...others] = structures.filter((structure) => !lists.has(Number(structure['%ID'])));
  const elements = [...others, ...(sofa === undefined ? [] : [sofa])].map((structure) =>
    element(String(structure['%TYPE']), [
      ['xmi:id', structure['%ID']],
      ...Object.entries(structure).flatMap(([name, value]): [string, JsonValue | undefined][] => {
        if (name.startsWith('%')) return [];
        if (referring.has(name)) {
          const owner = `the ${structure['%TYPE']} ${structure['%ID']}`;
          const message = `The feature ${name} = ${value} of ${owner}, which would be read as a reference`;
          lose({ code: 'uima-xmi/feature-dropped', message });
          return [];
        }
        if (!name.startsWith('@')) return [[name, value]];
        // A list that one feature has is written in its place.
        const ids = lists.get(Number(value)) ?? [Number(value)];
        return ids.length === 0 ? [] : [[name.slice(1), ids.join(' ')]];
      }),
    ]),
  );
  const views = Object.values(cas['%VIEWS'] as JsonObject).filter(isObject);
  return [
    ...elements,
    ...views.map((view) =>
      element('uima.cas.View', [
        ['sofa', view['%SOFA']],
        ['members', (view['%MEMBERS'] as readonly number[]).join(' ')],
      ]),
    ),
  ];
}

/** A type `a.b.C` is the element `C` in the namespace `http:///a/b.ecore`. */
function element(type: string, attributes: readonly (readonly [string, JsonValue | undefined])[]): string {
  const dot = type.lastIndexOf('.');
  const path = dot < 0 ? 'uima/noNamespace' : type.slice(0, dot).replaceAll('.', '/');
  const prefix = path.slice(path.lastIndexOf('/') + 1);
  const own = path === 'uima/cas' ? [] : [[`xmlns:${prefix}`, `http:///${path}.ecore`] as const];
  const written = [...own, ...attributes]
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => ` ${name}=${quotedValue(String(value))}`)
    .join('');
  return `  <${prefix}:${type.slice(dot + 1)}${written}/>\n`;
}
