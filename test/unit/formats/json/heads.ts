/** Beginnings of files of many formats, by name: a format must recognise its own and leave the others alone. */
export const heads: Readonly<Record<string, string>> = {
  'brat.ann': 'T1\tDisease 0 5\tfever\nR1\tIn Arg1:T1 Arg2:T2\n',
  'pubtator.txt': '12|t|Fever in mice.\n12|a|We saw "fever".\n12\t0\t5\tFever\tDisease\tD005334\n',
  'bioc.xml': '<?xml version="1.0"?><!DOCTYPE collection SYSTEM "BioC.dtd"><collection><source>x</source>',
  'bioc.json':
    '{"source":"x","date":"","key":"","infons":{},"documents":[{"id":"1","infons":{},"passages":[{"offset":0,"text":"Fever","annotations":[{"id":"T1","infons":{"type":"Disease"},"text":"Fever","locations":[{"offset":0,"length":5}]}],"relations":[]}]}]}',
  'conll.tsv': '-DOCSTART- -X- -X- O\n\nFever NN B-NP B-Disease\nin IN B-PP O\n',
  'prose.txt': 'The patient had {fever} and [pain].\n',
  empty: '',
  'list.json': '["a", "b"]',
  'package.json': '{"name": "x", "version": "1.0.0", "dependencies": {}}',
  'cas.json':
    '{"%TYPES":{},"%FEATURE_STRUCTURES":[{"%ID":1,"%TYPE":"uima.cas.Sofa","sofaString":"x"}],"%VIEWS":{}}',
  jsonl:
    '{"id":"a","text":"Fever","entities":[{"id":"T1","type":"Sign","spans":[[0,5]],"text":"Fever"}],"relations":[]}\n',
  'jsonl-empty': '{"id":"a","text":"Fever","entities":[],"relations":[]}\n',
  'jsonl-long': `{"id":"a","text":"Fever ${'and so on '.repeat(500)}`,
  pubannotation:
    '{"text":"Fever","denotations":[{"id":"T1","span":{"begin":0,"end":5},"obj":"Sign"}],"sourceid":"1"}',
  'pubannotation-list': '[\n{"sourcedb":"PubMed","sourceid":"1","text":"Fever","denotations":[]}]',
  'pubannotation-tracks': '{"target":"x","text":"Fever","tracks":[{"project":"a","denotations":[]}]}',
  prodigy:
    '{"text":"Fever","_input_hash":1,"spans":[{"start":0,"end":5,"label":"Sign"}],"answer":"accept"}\n',
  'prodigy-tokens':
    '{"text":"Fever","tokens":[{"text":"Fever","start":0,"end":5,"id":0,"ws":false}],"spans":[]}\n',
  'prodigy-spacy': '{"text":"Fever","entities":[[0,5,"Sign"]]}\n',
  'prodigy-pairs': '["Fever",{"entities":[[0,5,"Sign"]]}]\n',
  'prodigy-list-of-pairs': '[["Fever",{"entities":[[0,5,"Sign"]]}]]',
  'doccano-labels': '{"id":1,"text":"Fever","labels":[[0,5,"Sign"]]}\n',
  'doccano-label': '{"id":1,"text":"Fever","label":[[0,5,"Sign"]],"Comments":[]}\n',
  'doccano-annotations':
    '{"id":1,"text":"Fever","annotations":[{"label":2,"start_offset":0,"end_offset":5,"user":1}],"meta":{}}\n',
  'doccano-entities':
    '{"id":1,"text":"Fever","entities":[{"id":7,"label":"Sign","start_offset":0,"end_offset":5}],"relations":[],"Comments":[]}\n',
  'label-studio':
    '[{"id":1,"data":{"text":"Fever"},"annotations":[{"id":2,"completed_by":1,"result":[{"id":"a","from_name":"label","to_name":"text","type":"labels","value":{"start":0,"end":5,"text":"Fever","labels":["Sign"]}}]}],"predictions":[]}]',
  'label-studio-tasks': '[{"data":{"text":"Fever"},"predictions":[{"model_version":"m","result":[]}]}]',
  bigbio:
    '{"id":"a","document_id":"1","passages":[{"id":"p","type":"title","text":["Fever"],"offsets":[[0,5]]}],"entities":[],"events":[],"coreferences":[],"relations":[]}\n',
  medcat:
    '{"projects":[{"name":"p","id":1,"cuis":"","documents":[{"id":1,"name":"a","text":"Fever","annotations":[{"id":1,"cui":"C0015967","value":"Fever","start":0,"end":5,"correct":true}]}]}]}',
};
