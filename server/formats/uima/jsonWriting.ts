/** Writes documents as UIMA CAS JSON 0.4. */
import type { FormatWriter, Loss } from '../format.ts';
import { composeCas } from './composition.ts';
import { Ids } from './jsonIds.ts';

/**
 * Entities go to the layer `custom.Span` with the feature `label`, relations to `custom.Relation`, unless their metadata
 * names the layer that they were read from. Attributes are features; the concepts of an entity are the feature
 * `identifier`, score and model of a predicted entity `score` and `model`. Sentences and tokens are those of DKPro.
 *
 * The number in the id of an entity (`T12`) is the id of its feature structure where it can be, so that ids survive. Each
 * document is one line; several in a file are lines.
 */
export function uimaJsonWriter(): FormatWriter {
  return {
    begin: () => '',
    document(document) {
      const losses: Loss[] = [];
      const lose = (loss: Loss): void => void losses.push(loss);
      const cas = composeCas(document, { name: 'uima-json', ids: new Ids([]), keepsRest: true, lose });
      return { content: `${JSON.stringify(cas)}\n`, losses };
    },
    end: () => '',
  };
}
