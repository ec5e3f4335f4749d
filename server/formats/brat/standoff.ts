/** Reading brat standoff files (`.ann`): https://brat.nlplab.org/standoff.html. */
import type {
  Annotations,
  Argument,
  Attribute,
  Entity,
  Equivalence,
  Event,
  Normalisation,
  Note,
  Relation,
} from '../../annotation/document.ts';
import type { Problem } from '../../annotation/problems.ts';
import { OffsetConverter, span } from '../../text/positions.ts';
import { type CheckedEntity, checkEntity } from './entityChecking.ts';
import { lineProblems, referenceProblems } from './lineChecking.ts';
import { readLine } from './lineGrammar.ts';
import type { ArgumentPart, StandoffLine } from './lines.ts';
import { byteOrderMark, idOf, splitLines } from './lines.ts';
import { misplacedProblems } from './offsetRepair.ts';
import { predictionMetadata, readPrediction } from './predictions.ts';

/** A standoff file as read against the text it annotates. */
export interface StandoffFile {
  readonly content: string;
  /** What the lines say, in their order. Lines with problems of severity error may be missing here; `problems` has
   * each of them. References may lead to nothing, which is a problem too. */
  readonly annotations: Annotations;
  /** In the order of their places. */
  readonly problems: readonly Problem[];
  /** Every line, blank and unreadable ones included. */
  readonly lines: readonly StandoffLine[];
  /** The line that defines an id: the first, where an id occurs twice. */
  readonly lineById: ReadonlyMap<string, StandoffLine>;
}

export interface StandoffOptions {
  /** Ids that files beside this one define, as `.a1` does for `.a2`; references to them are good. */
  readonly definedElsewhere?: ReadonlySet<string>;
}

/**
 * Reads a standoff file and compares it with the text. Never throws. Offsets, which brat counts in code points,
 * become UTF-16 code units. Time grows with the content plus the text; entities whose words are elsewhere cost a
 * search nearby.
 *
 * Words that are stored in another notation or with other white space come out as the text has them, with a problem;
 * words that differ come out as stored. Fragments come out ascending.
 */
export function parseStandoff(content: string, text: string, options: StandoffOptions = {}): StandoffFile {
  const target = { text, offsets: new OffsetConverter(text) };
  const lines: StandoffLine[] = splitLines(content).map(readLine);
  const lineById = new Map<string, StandoffLine>();
  const checked: CheckedEntity[] = [];
  const entities: Entity[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as StandoffLine;
    const id = idOf(line);
    if (id === undefined || lineById.has(id)) continue;
    if (line.kind !== 'entity') {
      lineById.set(id, line);
      continue;
    }
    const entity = checkEntity(line, target);
    lines[index] = entity.line;
    lineById.set(id, entity.line);
    checked.push(entity);
    if (entity.entity !== undefined) entities.push(entity.entity);
  }
  const problems = [
    ...(content.startsWith(byteOrderMark) ? [byteOrderMarkProblem] : []),
    ...lineProblems(lines, lineById, options.definedElsewhere),
    ...checked.flatMap((entity) => (entity.misplaced ? noProblems : entity.problems)),
    ...misplacedProblems(checked, target),
    ...referenceProblems(lines, lineById, options.definedElsewhere),
  ].sort((a, b) => a.place.start - b.place.start || a.place.end - b.place.end);
  return { content, annotations: annotationsOf(lines, lineById, entities), problems, lines, lineById };
}

/** Puts a file together from its lines; for a file as parsed, this is its content, byte for byte. */
export function writeStandoff(file: Pick<StandoffFile, 'content' | 'lines'>): string {
  const mark = file.content.startsWith(byteOrderMark) ? byteOrderMark : '';
  return mark + file.lines.map(({ text, terminator }) => text + terminator).join('');
}

const noProblems: readonly Problem[] = [];

const byteOrderMarkProblem: Problem = {
  code: 'brat/byte-order-mark',
  severity: 'warning',
  message: 'The file begins with a byte order mark, which makes brat fail on its first line.',
  place: span(0, 1),
  repairs: [{ title: 'Remove the byte order mark', edits: [{ span: span(0, 1), newText: '' }], safe: true }],
};

function annotationsOf(
  lines: readonly StandoffLine[],
  lineById: ReadonlyMap<string, StandoffLine>,
  entities: Entity[],
): Annotations {
  const relations: Relation[] = [];
  const events: Event[] = [];
  const attributes: Attribute[] = [];
  const normalisations: Normalisation[] = [];
  const notes: Note[] = [];
  const equivalences: Equivalence[] = [];
  let indexOfEntity: Map<string, number> | undefined;
  let indexOfRelation: Map<string, number> | undefined;
  const predicted = new Set<string>();
  for (const line of lines) {
    if (line.kind === 'entity') continue;
    if ('id' in line && line.id !== undefined && lineById.get(line.id.text) !== line) continue;
    switch (line.kind) {
      case 'relation': {
        const [first, second] = line.arguments;
        relations.push({
          id: line.id.text,
          type: line.type.text,
          arguments: [argumentOf(first), argumentOf(second)],
        });
        break;
      }
      case 'event':
        events.push({
          id: line.id.text,
          type: line.type.text,
          trigger: line.trigger.text,
          arguments: line.arguments.map(argumentOf),
        });
        break;
      case 'attribute':
        attributes.push({
          id: line.id.text,
          type: line.type.text,
          target: line.target.text,
          ...(line.value !== undefined && { value: line.value.text }),
        });
        break;
      case 'normalisation':
        normalisations.push({
          id: line.id.text,
          target: line.target.text,
          system: line.system?.text ?? '',
          identifier: line.identifier.text,
          ...(line.name !== undefined && { name: line.name.text }),
        });
        break;
      case 'note': {
        const prediction = readPrediction(line);
        indexOfEntity ??= new Map(entities.map(({ id }, index) => [id, index]));
        const index = indexOfEntity.get(line.target.text);
        const entity = index === undefined ? undefined : entities[index];
        if (
          prediction !== undefined &&
          index !== undefined &&
          entity !== undefined &&
          !predicted.has(entity.id)
        ) {
          predicted.add(entity.id);
          entities[index] = Object.assign({}, entity, prediction);
          break;
        }
        indexOfRelation ??= new Map(relations.map(({ id }, place) => [id, place]));
        const place = indexOfRelation.get(line.target.text);
        const relation = place === undefined ? undefined : relations[place];
        if (prediction !== undefined && place !== undefined && relation && !relation.metadata) {
          relations[place] = { ...relation, metadata: predictionMetadata(prediction) };
          break;
        }
        notes.push({
          id: line.id.text,
          type: line.type.text,
          target: line.target.text,
          text: line.note.text,
        });
        break;
      }
      case 'equivalence':
        equivalences.push({ type: line.type.text, members: line.members.map((member) => member.text) });
        break;
    }
  }
  return { entities, relations, events, attributes, normalisations, notes, equivalences };
}

function argumentOf({ role, target }: ArgumentPart): Argument {
  return { role: role.text, target: target.text };
}
