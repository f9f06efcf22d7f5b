const failure = {
  type: 'object',
  description: 'What went wrong, in four parts.',
  properties: {
    error: {
      type: 'object',
      required: ['code', 'what', 'where', 'got', 'wanted'],
      properties: Object.fromEntries(['code', 'what', 'where', 'got', 'wanted', 'hint'].map((part) => [part, { type: 'string' }])),
    },
  },
  required: ['error'],
} as const;

const text = { type: 'string' } as const;
const plainText = { description: 'Text.', content: { 'text/plain': { schema: text } } } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const score = {
  type: ['number', 'null'],
  minimum: 0,
  maximum: 1,
  description: 'Probability that the code is right, where the model is calibrated.',
} as const;

const contribution = {
  type: 'object',
  required: ['ngrams', 'value', 'contribution'],
  properties: {
    ngrams: { type: 'array', items: text },
    value: { type: 'number' },
    contribution: { type: 'number', description: 'What it adds to the raw score of the code.' },
    collision: { type: 'boolean' },
  },
} as const;

const explanation = {
  type: ['object', 'null'],
  required: ['code', 'rawScore', 'intercept', 'contributions'],
  properties: { code: text, rawScore: { type: 'number' }, intercept: { type: 'number' }, contributions: { type: 'array', items: contribution } },
} as const;

const nearestText = {
  type: 'object',
  required: ['ids', 'similarity', 'codes'],
  properties: {
    ids: { type: ['array', 'null'], items: text, description: 'Ids of its rows; null where the bundle does not hold them.' },
    similarity: { type: 'number', description: 'Cosine of the n-grams of both texts.' },
    codes: { type: 'array', items: { type: 'object', required: ['code', 'weight'], properties: { code: text, weight: { type: 'number' } } } },
  },
} as const;

const scoredCode = { type: 'object', required: ['code', 'title', 'score'], properties: { code: text, title: textOrNull, score } } as const;

const prediction = {
  type: 'object',
  required: ['code', 'title', 'score', 'top', 'decision'],
  properties: {
    code: textOrNull,
    title: textOrNull,
    score,
    top: { type: 'array', items: scoredCode },
    decision: { type: 'string', enum: ['automatic', 'parent', 'review'] },
    parent: { ...scoredCode, description: 'With the decision parent: the code that is taken, above the one that scores too low.' },
    parents: { type: 'array', items: scoredCode, description: 'Codes above the code, the nearest first, from a model that may stop at them.' },
    reason: { ...text, description: 'Why a person is to look at it.' },
    unseen: { type: 'array', items: text, description: 'Covariates with a value that the model does not know.' },
    explanation,
    nearest: {
      type: 'array',
      items: nearestText,
      description: 'With an explanation, from a model that looks texts up: those of training that answered, the nearest first.',
    },
  },
} as const;

const predictions = { type: 'array', items: prediction, description: 'One a row, in their order.' } as const;

/** The JSON Schemas of what the server answers, for its OpenAPI document. */
export const ANSWERS = {
  failure,
  text: plainText,
  predict: {
    type: 'object',
    required: ['model', 'predictions'],
    properties: { model: { ...text, description: 'Digest of the model that answered.' }, predictions },
  },
  invocations: { type: 'object', required: ['predictions'], properties: { predictions } },
  model: {
    type: 'object',
    additionalProperties: true,
    required: ['name', 'modelDigest', 'codes', 'textColumns'],
    properties: { name: text, modelDigest: text, codes: { type: 'integer' }, textColumns: { type: 'array', items: text } },
  },
} as const;
