/**
 * What the names of UIMA types and features say.
 *
 * The rule of entity types: the type of an entity is the value of the feature `label` or, without one, `value`; where
 * the annotation has neither, or the layer is one of linguistic analysis, it is the last part of the layer's name
 * (`Medication` of `webanno.custom.Medication`). Every other feature with a value is an attribute, and `identifier`
 * links the entity to concepts.
 */

/** The layers of plain spans and relations in INCEpTION, with their feature `label`. */
export const spanLayer = 'custom.Span';
export const relationLayer = 'custom.Relation';

/** The features that hold what a layer is about, the better one first. */
export const labelFeatures = ['label', 'value'] as const;
/** The feature that links an annotation to concepts. */
export const conceptFeature = 'identifier';
/** The features of a relation that refer to its two ends: the head, and what depends on it. */
export const relationEnds = ['Governor', 'Dependent'] as const;

const linguisticLayer =
  /^de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(?:lexmorph|segmentation|syntax|metadata|semantics|transform)\./;
const namedEntityLayer = /^de\.tudarmstadt\.ukp\.dkpro\.core\.api\.ner\.type\./;
const customLayer = /^(?:webanno\.)?custom\./;
const clinicalLayer =
  /^(?:org\.apache\.ctakes\.typesystem|edu\.mayo\.bmi\.uima\.core)\.type\.textsem\.\w*(?:Mention|Annotation|Modifier)$/;

/** Whether a text can be the name of a type. */
export function isTypeName(name: string): boolean {
  return /^\p{L}[\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(name);
}

/** The last part of a type's name. */
export function shortName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

/** Whether a layer holds linguistic analysis, such as parts of speech, lemmas and dependencies. */
export function isLinguistic(layer: string): boolean {
  return linguisticLayer.test(layer);
}

/** Whether the annotations of a layer are entities whatever features they have. */
export function isEntityLayer(layer: string): boolean {
  return namedEntityLayer.test(layer) || customLayer.test(layer) || isClinical(layer);
}

/** Whether a layer is one of those that cTAKES writes its findings to. */
export function isClinical(layer: string): boolean {
  return clinicalLayer.test(layer);
}

/** Which of the features of a layer gives the type of an annotation, or undefined where none does. */
export function labelFeature(layer: string, has: (feature: string) => boolean): string | undefined {
  if (isLinguistic(layer) || isClinical(layer)) return undefined;
  return labelFeatures.find(has);
}

/** The label feature that a layer gets when it is written for the first time. */
export function newLabelFeature(layer: string): string {
  return namedEntityLayer.test(layer) ? 'value' : 'label';
}

/** The type of an equivalence for a layer of links: `Coreference` for `…CoreferenceLink`. */
export function equivalenceType(layer: string): string {
  return shortName(layer).replace(/(?<=.)Link$/, '');
}

export function isToken(layer: string): boolean {
  return layer === tokenLayer || /\.syntax\.BaseToken$/.test(layer);
}

export function isSentence(layer: string): boolean {
  return layer === sentenceLayer || /(?:ctakes|mayo)\..*\.textspan\.Sentence$/.test(layer);
}

export const tokenLayer = 'de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token';
export const sentenceLayer = 'de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence';
