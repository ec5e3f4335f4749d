import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupsOfType, typeOfGroup } from '../../../../server/terminology/linking/typeGroups.ts';

describe('the semantic groups of a type', () => {
  it('go by its name, however it is written', () => {
    for (const type of ['Sign_symptom', 'SignSymptom', 'SIGN-SYMPTOM', 'signsymptoms'])
      assert.deepEqual(groupsOfType(type), ['DISO'], type);
  });
  it('are none for types whose mentions name no concept, and any where the name says nothing', () => {
    assert.deepEqual([groupsOfType('Date'), groupsOfType('T1')], [[], undefined]);
  });
  it('begin with the group that the type is named after', () => {
    for (const [group, type] of Object.entries(typeOfGroup)) assert.equal(groupsOfType(type)?.[0], group);
  });
});
