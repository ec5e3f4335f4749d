/** Grammars as the editor uses them: the same tokeniser and the same regular expression engine. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

export const root = join(import.meta.dirname, '../../..');
export const syntaxes = join(root, 'syntaxes');

/** The names of the grammars, `brat` for `brat.tmLanguage.json`. */
export const grammarNames: readonly string[] = readdirSync(syntaxes)
  .filter((name) => name.endsWith('.tmLanguage.json'))
  .map((name) => name.replace('.tmLanguage.json', ''));

/** A piece of a line. */
export interface Token {
  readonly text: string;
  /** The scopes of the piece, the outermost first, without that of the whole file. */
  readonly scopes: readonly string[];
}

export interface TokenisedLine {
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** The content of `syntaxes/NAME.tmLanguage.json`. */
export function readGrammar(name: string): textmate.IRawGrammar {
  const path = join(syntaxes, `${name}.tmLanguage.json`);
  return textmate.parseRawGrammar(readFileSync(path, 'utf8'), path);
}

const engine = oniguruma
  .loadWASM(readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')))
  .then((): textmate.IOnigLib => oniguruma);

const registry = new textmate.Registry({
  onigLib: engine,
  loadGrammar: async (scopeName) =>
    grammarNames.map(readGrammar).find((grammar) => grammar.scopeName === scopeName) ?? null,
});

/** Throws where the engine refuses the regular expression. */
export async function compile(expression: string): Promise<void> {
  (await engine).createOnigScanner([expression]);
}

/**
 * A function that cuts a text into lines, at LF, CRLF and CR as the editor does, and the lines into tokens.
 *
 * @param name the name of a grammar, as in {@link grammarNames}.
 */
export async function tokeniser(name: string): Promise<(content: string) => TokenisedLine[]> {
  const grammar = await registry.loadGrammar(readGrammar(name).scopeName);
  if (grammar === null) throw new Error(`The grammar ${name} cannot be loaded.`);
  return (content) => {
    let stack = textmate.INITIAL;
    return content.split(/\r\n|\r|\n/).map((text) => {
      const result = grammar.tokenizeLine(text, stack);
      stack = result.ruleStack;
      const tokens = result.tokens.map(({ startIndex, endIndex, scopes }) => ({
        text: text.slice(startIndex, endIndex),
        scopes: scopes.slice(1),
      }));
      return { text, tokens };
    });
  };
}

/** Whether a part of the line is marked as an error. */
export function isMarked({ tokens }: TokenisedLine): boolean {
  return tokens.some(({ scopes }) => scopes.some((scope) => scope.startsWith('invalid.')));
}
