import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { readSequenceRules } from '../../../server/suggestion/sequence/settings.ts';

const page = await readFile(new URL('../../../docs/classifiers.md', import.meta.url), 'utf8');

/** The goldspan.json examples of the page, each with the labels that the line before it names. */
const examples = [...page.matchAll(/^Labels: (.+)\n\n```json\n([^`]+)```$/gm)].map(([, labels, json]) => ({
  labels: [...(labels as string).matchAll(/`([^`]+)`/g)].map(([, label]) => label as string),
  settings: JSON.parse(json as string) as Record<string, unknown>,
}));

const problemsOf = (settings: Record<string, unknown>, labels: readonly string[]): string[] =>
  readSequenceRules(settings, { labels, activation: 'softmax' }).problems.map(
    ({ place, message }) => `${place}: ${message}`,
  );

/** A copy with a field that there is not in each of its objects but those that people give the names of. */
function withStray(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => withStray(each));
  if (typeof value !== 'object' || value === null || ['aliases', 'labels', 'relations'].includes(name))
    return value;
  const entries = Object.entries(value).map(([key, each]) => [key, withStray(each, key)]);
  return { ...Object.fromEntries(entries), stray: true };
}

describe('the page about models of one’s own', () => {
  it('shows an example of each task', () => {
    assert.deepEqual(
      examples.map(({ settings }) => settings['task']),
      ['relations', 'relations', 'assertion', 'zero-shot'],
    );
  });

  it('shows examples that are right', () => {
    for (const { labels, settings } of examples) assert.deepEqual(problemsOf(settings, labels), []);
  });

  it('names every field that there is', () => {
    const named = new Set(
      [...page.matchAll(/`([^`\n]+)`/g)].flatMap(([, code]) => (code as string).split(/\W+/)),
    );
    const problems = examples.flatMap(({ labels, settings }) =>
      problemsOf(withStray(settings) as Record<string, unknown>, labels),
    );
    const known = problems.flatMap(
      (problem) => /stray: .*; there are (.+)$/.exec(problem)?.[1]?.split(', ') ?? [],
    );
    assert.ok(known.length > 20, problems.join('\n'));
    assert.deepEqual(
      known.filter((field) => !named.has(field)),
      [],
    );
  });
});
