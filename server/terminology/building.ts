/** From the files of terminologies to merged concepts, with a report of what became of every row. */
import type { Concept, RetiredIdentifier, SourceConcept, SourceStatement } from './concept.ts';
import { Joiner } from './merging/joining.ts';
import { type MergeReport, Merger } from './merging/merger.ts';
import { byIdentifier } from './merging/order.ts';
import { licenceOf } from './sources/licences.ts';
import {
  type Choices,
  type SourceFile,
  type SourceProblem,
  Tally,
  type TerminologyFormat,
} from './sources/source.ts';

/** A source and what is known of it beyond its files. */
export interface BuildSource {
  /** For messages. */
  readonly path: string;
  readonly format: TerminologyFormat;
  readonly files: readonly SourceFile[];
  /** What stands above what the source says of itself. */
  readonly statement?: Partial<SourceStatement>;
}

export interface BuildOptions {
  readonly choices?: Choices;
  /** Ends the build with its reason at the next concept. */
  readonly signal?: AbortSignal;
  /** Called now and then with the rows of a source that are read. */
  readonly onProgress?: (progress: { readonly source: BuildSource; readonly rows: number }) => void;
}

/** What became of one source. */
export interface SourceReport {
  readonly path: string;
  readonly format: string;
  readonly statement: SourceStatement;
  /** Lines, terms or records, as the format has them. */
  readonly rows: number;
  readonly kept: number;
  /** Why the others were not kept. Rows of a table beside the names, such as semantic types, are not counted. */
  readonly skipped: Readonly<Record<string, number>>;
  /** The first ones. */
  readonly problems: readonly SourceProblem[];
  readonly problemCount: number;
}

export interface BuildReport {
  readonly sources: readonly SourceReport[];
  /** Of the sources that are merged in memory. */
  readonly merging: MergeReport;
  /** Of a source that is not: how many concepts it has, and how many merged ones were joined with them. */
  readonly streamed?: {
    readonly concepts: number;
    readonly joined: number;
    readonly droppedNames: Readonly<Record<string, number>>;
  };
  readonly concepts: number;
  readonly names: number;
}

/** A build under way. What is known only when every concept is there is asked for after {@link concepts} has ended. */
export interface Build {
  /**
   * To be read once. Rejects with the reason of the signal. A file that cannot be read to its end is a problem of its
   * source, of which the part before it is taken.
   */
  readonly concepts: AsyncIterable<Concept>;
  /** Sorted by identifier. */
  retired(): readonly RetiredIdentifier[];
  statements(): readonly SourceStatement[];
  report(): BuildReport;
}

/**
 * Reads and merges sources.
 *
 * The first source whose format streams, which is UMLS, passes through concept by concept, so that memory does not grow with
 * it; all others are held while they are merged, about two kilobytes a name. The result depends on the sources and not on
 * the order in which they are given, but for a source of unknown version, which counts as the oldest of its vocabulary.
 */
export function buildConcepts(sources: readonly BuildSource[], options: BuildOptions = {}): Build {
  const build = new RunningBuild(sources, options);
  return {
    concepts: build.run(),
    retired: () => build.retired,
    statements: () => statementsOf(build.reports),
    report: () => build.report(),
  };
}

/** After how many concepts progress is told. */
const progressInterval = 4096;

class RunningBuild {
  readonly #sources: readonly BuildSource[];
  readonly #options: BuildOptions;
  readonly reports: SourceReport[] = [];
  retired: RetiredIdentifier[] = [];
  #merging: MergeReport | undefined;
  #streamed: BuildReport['streamed'];
  #concepts = 0;
  #names = 0;

  constructor(sources: readonly BuildSource[], options: BuildOptions) {
    this.#sources = sources;
    this.#options = options;
  }

  async *run(): AsyncGenerator<Concept> {
    for await (const concept of this.#all()) {
      this.#options.signal?.throwIfAborted();
      this.#concepts += 1;
      this.#names += concept.names.length;
      yield concept;
    }
    this.retired.sort(byIdentifier);
  }

  report(): BuildReport {
    if (this.#merging === undefined)
      throw new Error('The report of a build is there when its concepts were read.');
    return {
      sources: this.reports,
      merging: this.#merging,
      ...(this.#streamed !== undefined && { streamed: this.#streamed }),
      concepts: this.#concepts,
      names: this.#names,
    };
  }

  async *#all(): AsyncGenerator<Concept> {
    const large = this.#sources.find(({ format }) => format.streams === true);
    const merger = new Merger();
    for (const source of this.#sources) {
      if (source === large) continue;
      // The version of a source may stand behind its concepts, so that they wait for it.
      const concepts: SourceConcept[] = [];
      for await (const concept of this.#read(source)) concepts.push(concept);
      const { version } = this.reports.at(-1)?.statement ?? { version: unknownVersion };
      const age = version === unknownVersion ? '' : version;
      for (const concept of concepts) merger.add(concept, source.path, age);
    }
    const { concepts, retired, report } = merger.merge();
    this.#merging = report;
    this.retired = [...retired];
    if (large === undefined) yield* concepts;
    else yield* this.#joinedWith(large, concepts);
  }

  async *#joinedWith(large: BuildSource, held: readonly Concept[]): AsyncGenerator<Concept> {
    let joiner: Joiner | undefined;
    let count = 0;
    for await (const concept of this.#read(large)) {
      joiner ??= new Joiner(concept.system, held);
      const { system, identifier, retired } = concept;
      if (retired !== undefined) {
        joiner.retire(concept, retired.replacedBy);
        this.retired.push({ system, identifier, replacedBy: retired.replacedBy });
        continue;
      }
      const joined = joiner.join(concept);
      if (joined === undefined) continue;
      count += 1;
      yield joined;
    }
    yield* joiner === undefined ? held : joiner.rest();
    const { joined = 0, droppedNames = new Map<string, number>() } = joiner ?? {};
    this.#streamed = { concepts: count, joined, droppedNames: Object.fromEntries(droppedNames) };
  }

  async *#read(source: BuildSource): AsyncGenerator<SourceConcept> {
    const { signal, choices = {}, onProgress } = this.#options;
    const tally = new Tally();
    let vocabulary: string | undefined;
    let count = 0;
    try {
      for await (const concept of source.format.read(source.files, tally, choices)) {
        signal?.throwIfAborted();
        vocabulary ??= concept.system;
        count += 1;
        if (count % progressInterval === 0) onProgress?.({ source, rows: tally.rows });
        yield concept;
      }
    } catch (error) {
      if (signal?.aborted === true || !isFileError(error)) throw error;
      const message = `Reading ended too early (${error.message}); what is before it was read. Mend or fetch the file again.`;
      tally.problem({ path: source.path, code: 'terminology/unreadable', severity: 'error', message });
    }
    onProgress?.({ source, rows: tally.rows });
    if (count === 0 && tally.rows === 0 && tally.problemCount === 0) tally.problem(nothingIn(source));
    const { rows, kept, skipped, problems, problemCount } = tally;
    this.reports.push({
      ...{ path: source.path, format: source.format.name, rows, kept, problems, problemCount },
      statement: statementOf(source, tally, vocabulary),
      skipped: Object.fromEntries(skipped),
    });
  }
}

/** Errors of the file system and of unpacking have codes; others are mistakes of the program. */
function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error;
}

function nothingIn({ path, format }: BuildSource): SourceProblem {
  const message = `There is nothing here in the format ${format.name} (${format.title}). Check the file and its name, or say what it is with --from.`;
  return { path, code: 'terminology/unreadable', severity: 'error', message };
}

const unknownVersion = 'unknown';

/** What was given, what the source says, and what its path and vocabulary tell, in this order. */
function statementOf(
  { path, statement: given }: BuildSource,
  { statement }: Tally,
  vocabulary?: string,
): SourceStatement {
  const name = given?.name ?? statement.name ?? vocabulary ?? 'unknown';
  return {
    name,
    version: given?.version ?? statement.version ?? versionIn(path) ?? unknownVersion,
    licence: given?.licence ?? statement.licence ?? licenceOf(name),
  };
}

/** A date or year in the name of a file, or the release of UMLS in its folder's. */
function versionIn(path: string): string | undefined {
  const name = path.split(/[/\\]/).at(-1) ?? path;
  return (
    /\d{4}-\d\d-\d\d/.exec(name)?.[0] ??
    /(?<!\d)20\d\d(?:A[AB])?(?!\d)/.exec(name)?.[0] ??
    /20\d\dA[AB]/.exec(path)?.[0]
  );
}

/** Each once; several files of one release are one source. */
function statementsOf(reports: readonly SourceReport[]): SourceStatement[] {
  const found = new Map(
    reports.map(({ statement }) => [`${statement.name}\t${statement.version}`, statement]),
  );
  return [...found.values()].sort((one, other) =>
    one.name < other.name ? -1 : one.name > other.name ? 1 : one.version < other.version ? -1 : 1,
  );
}
