/** From what the rows of WebAnno TSV say to feature structures that refer to each other. */
import type { ReadProblem } from '../format.ts';
import { tokenLayer } from '../uima/layers.ts';
import type { Structure } from '../uima/structures.ts';
import type { Row } from './blocks.ts';
import { cellValue } from './cells.ts';
import type { Draft, Unit } from './drafts.ts';
import { cutSuffix } from './escaping.ts';
import type { Layer } from './header.ts';

/** Gives the drafts their ids and finds what they refer to. */
export class Assembly {
  readonly #drafts: readonly Draft[];
  readonly #units: ReadonlyMap<string, Unit>;
  readonly #numbered: ReadonlyMap<string, Draft>;
  readonly #report: (problem: ReadProblem) => void;
  /** Tokens that relations and slots refer to; no column declares them. */
  readonly #tokens = new Map<Unit, Structure>();

  constructor(
    drafts: readonly Draft[],
    units: ReadonlyMap<string, Unit>,
    numbered: ReadonlyMap<string, Draft>,
    report: (problem: ReadProblem) => void,
  ) {
    this.#drafts = drafts;
    this.#units = units;
    this.#numbered = numbered;
    this.#report = report;
  }

  structures(): Structure[] {
    const spans: { readonly structure: Structure; readonly order: number }[] = [];
    const others: Structure[] = [];
    const chains = new Map<string, Draft[]>();
    for (const draft of this.#drafts) {
      const { layer, order } = draft;
      if (layer.kind === 'relation') others.push(...this.#relation(draft));
      else {
        const { structure, links } = this.#span(draft);
        spans.push({ structure, order });
        others.push(...links);
      }
      if (draft.link !== undefined) {
        const key = `${layer.name} ${draft.link.chain}`;
        chains.set(key, [...(chains.get(key) ?? []), draft]);
      }
    }
    const next = new Map<string, string>();
    const number = ([key]: readonly [string, unknown]): number => Number(key.split(' ')[1]);
    for (const [key, members] of [...chains].toSorted((a, b) => number(a) - number(b))) {
      const ordered = members.toSorted((a, b) => (a.link?.place ?? 0) - (b.link?.place ?? 0));
      ordered.forEach((draft, index) => {
        const following = ordered[index + 1];
        if (following !== undefined) next.set(String(draft.order), String(following.order));
      });
      const [name] = key.split(' ') as [string];
      others.push({
        id: `chain ${key}`,
        type: `${name.replace(/Link$/, '')}Chain`,
        features: new Map(),
        references: new Map([['first', [String((ordered[0] as Draft).order)]]]),
      });
    }
    for (const structure of this.#tokens.values()) spans.push({ structure, order: -1 });
    spans.sort(
      (a, b) =>
        start(a.structure) - start(b.structure) || end(b.structure) - end(a.structure) || a.order - b.order,
    );
    const linked = spans.map(({ structure }) => {
      const following = next.get(structure.id);
      return following === undefined
        ? structure
        : { ...structure, references: new Map([...structure.references, ['next', [following]]]) };
    });
    return [...linked, ...others];
  }

  #span({ layer, order, span: place, words, agrees, values, slots, first }: Draft): {
    readonly structure: Structure;
    readonly links: readonly Structure[];
  } {
    const references = new Map<string, readonly string[]>();
    const links: Structure[] = [];
    for (const [feature, { roles, targets, type }] of slots) {
      const ids: string[] = [];
      for (const [index, target] of targets.entries()) {
        const { rest, suffix } = cutSuffix(target, /\[(\d+)\]$/);
        const found = rest === '*' ? undefined : this.#resolve(rest, suffix ?? '0', type, first);
        if (found === undefined) continue;
        const role = cellValue(roles[index] ?? '*');
        const id = `${order} ${feature} ${index}`;
        ids.push(id);
        links.push({
          id,
          type: 'link',
          features: new Map(role === undefined ? [] : [['role', role]]),
          references: new Map([['target', [found]]]),
        });
      }
      references.set(feature, ids);
    }
    const structure: Structure = {
      id: String(order),
      type: layer.name,
      span: place,
      features: values,
      references,
      ...(!agrees && { words }),
    };
    return { structure, links };
  }

  #relation({ layer, order, values, source, first }: Draft): Structure[] {
    if (source === undefined) {
      this.#report(relationWithoutSource(first, layer));
      return [];
    }
    const head = this.#resolve(source.unit, String(source.ends[0]), source.type, first);
    const tail = this.#resolve(first.id, String(source.ends[1]), source.type, first);
    if (head === undefined || tail === undefined) return [];
    return [
      {
        id: String(order),
        type: layer.name,
        features: values,
        references: new Map([
          ['Governor', [head]],
          ['Dependent', [tail]],
        ]),
      },
    ];
  }

  /** The id of the structure that a cell of a row refers to by a unit and a number, which is 0 where there is none. */
  #resolve(unitId: string, number: string, type: string, row: Row): string | undefined {
    const unit = this.#units.get(unitId);
    if (unit !== undefined && type === tokenLayer) return this.#token(unit).id;
    const draft =
      number === '0'
        ? unit?.drafts.get(type)?.[0]
        : (unit?.numbers.get(number) ?? this.#numbered.get(number));
    if (draft !== undefined) return String(draft.order);
    this.#report(unresolved(row, unitId, number, type));
    return undefined;
  }

  #token(unit: Unit): Structure {
    const known = this.#tokens.get(unit);
    if (known !== undefined) return known;
    const structure: Structure = {
      id: `token ${unit.row.id}`,
      type: tokenLayer,
      span: unit.place,
      features: new Map(),
      references: new Map(),
    };
    this.#tokens.set(unit, structure);
    return structure;
  }
}

const start = ({ span: place }: Structure): number => place?.start ?? 0;
const end = ({ span: place }: Structure): number => place?.end ?? 0;

function relationWithoutSource({ line, id }: Row, { name }: Layer): ReadProblem {
  return {
    code: 'webanno-tsv/relation-source',
    severity: 'error',
    message: `Row ${id}: the relation of ${name} does not say which unit it comes from. It is left out; write the unit, such as 1-1, in its last column.`,
    line,
  };
}

function unresolved({ line, id }: Row, unit: string, number: string, type: string): ReadProblem {
  return {
    code: 'webanno-tsv/unresolved',
    severity: 'error',
    message: `Row ${id} refers to ${number === '0' ? `an annotation of ${type} at` : `annotation [${number}] at`} ${unit}, and there is none. The reference is left out.`,
    line,
  };
}
