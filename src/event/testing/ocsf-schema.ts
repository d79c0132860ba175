import { globSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';

/** A definition as the OCSF repository writes it: a class, an object or a profile. */
interface Definition {
  readonly name: string;
  readonly uid?: number;
  readonly category?: string;
  readonly extends?: string;
  readonly constraints?: { readonly at_least_one?: readonly string[] };
  /** Also holds `$include`: a list of profiles' files. */
  readonly attributes: Readonly<Record<string, Attribute>>;
}

interface Attribute {
  readonly requirement?: string;
  readonly type?: string;
  readonly is_array?: boolean;
  readonly enum?: Readonly<Record<string, unknown>>;
  /** A category's number. */
  readonly uid?: number;
}

interface Shape {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly required: readonly string[];
  readonly atLeastOne: readonly (readonly string[])[];
}

/** Checks events against a copy of the OCSF schema. */
export interface OcsfSchema {
  readonly version: string;
  /** Everything that is wrong with an event, as `path: what`; empty for a valid one. */
  check(event: unknown): readonly string[];
}

function readDefinition(file: string): Definition {
  return JSON.parse(readFileSync(file, 'utf8')) as Definition;
}

/** The schema's files by name. */
interface Tables {
  readonly dir: string;
  readonly classes: ReadonlyMap<string, Definition>;
  readonly objects: ReadonlyMap<string, Definition>;
  readonly dictionary: Readonly<Record<string, Attribute>>;
  /** Classes by `class_uid`. */
  readonly uids: ReadonlyMap<number, string>;
  /** Shapes already resolved. */
  readonly shapes: Map<string, Shape>;
}

/** Loads the schema from a checkout of ocsf/ocsf-schema. */
export function loadOcsfSchema(dir: string): OcsfSchema {
  const tables = loadTables(dir);
  const version = JSON.parse(readFileSync(path.join(dir, 'version.json'), 'utf8')) as {
    readonly version: string;
  };
  return { version: version.version, check: (event) => checkEvent(tables, event as Members) };
}

function loadTables(dir: string): Tables {
  const windows = path.join(dir, 'extensions/windows');
  const load = (pattern: string): readonly Definition[] =>
    globSync(pattern).map((file) => readDefinition(file));
  const byName = (list: readonly Definition[]): ReadonlyMap<string, Definition> =>
    new Map(list.map((definition) => [definition.name, definition]));
  const extension = load(path.join(windows, 'events/*.json'));
  const classes = byName([...load(path.join(dir, 'events/**/*.json')), ...extension]);
  const objects = byName([
    ...load(path.join(windows, 'objects/*.json')),
    ...load(path.join(dir, 'objects/*.json')),
  ]);
  const dictionary = {
    ...readDefinition(path.join(windows, 'dictionary.json')).attributes,
    ...readDefinition(path.join(dir, 'dictionary.json')).attributes,
  };
  const categories = readDefinition(path.join(dir, 'categories.json')).attributes;
  const uids = uidsOf(classes, new Set(extension), categories);
  return { dir, classes, objects, dictionary, uids, shapes: new Map() };
}

/** `class_uid` is the category's number and the class's, plus 200,000 in the Windows extension. */
function uidsOf(
  classes: ReadonlyMap<string, Definition>,
  extension: ReadonlySet<Definition>,
  categories: Readonly<Record<string, Attribute>>,
): ReadonlyMap<number, string> {
  const uids = new Map([[0, 'base_event']]);
  const categoryOf = (definition: Definition | undefined): string | undefined =>
    definition?.category ??
    (definition?.extends === undefined ? undefined : categoryOf(classes.get(definition.extends)));
  for (const definition of classes.values()) {
    const category = categories[categoryOf(definition) ?? '']?.uid;
    if (definition.uid === undefined || category === undefined) continue;
    uids.set((extension.has(definition) ? 200_000 : 0) + category * 1000 + definition.uid, definition.name);
  }
  return uids;
}

function shapeOf(tables: Tables, kind: 'classes' | 'objects', name: string): Shape {
  const key = `${kind} ${name}`;
  const known = tables.shapes.get(key);
  if (known !== undefined) return known;
  const definition = tables[kind].get(name);
  if (definition === undefined) throw new Error(`The OCSF schema has no ${name} among its ${kind}.`);
  const parent = definition.extends === undefined ? null : shapeOf(tables, kind, definition.extends);
  const shape = merge(definition, parent, tables.dir);
  tables.shapes.set(key, shape);
  return shape;
}

type Members = Readonly<Record<string, unknown>>;

function checkEvent(tables: Tables, event: Members): readonly string[] {
  const uid = Number(event['class_uid']);
  const name = tables.uids.get(uid);
  if (name === undefined) return [`event: no class ${String(event['class_uid'])}`];
  const members = { ...event, class_uid: undefined, category_uid: undefined };
  const wrong = checkObject(tables, members, withoutNumbers(shapeOf(tables, 'classes', name)), name);
  if (event['category_uid'] !== Math.floor((uid % 100_000) / 1000)) wrong.push(`${name}: category_uid`);
  if (event['type_uid'] !== uid * 100 + Number(event['activity_id'])) wrong.push(`${name}: type_uid`);
  return wrong;
}

function checkObject(tables: Tables, value: Members, shape: Shape, at: string): string[] {
  const wrong: string[] = [];
  for (const name of shape.required) if (value[name] === undefined) wrong.push(`${at}: lacks ${name}`);
  for (const names of shape.atLeastOne) {
    if (!names.some((name) => value[name] !== undefined))
      wrong.push(`${at}: has none of ${names.join(', ')}`);
  }
  for (const [name, member] of Object.entries(value)) {
    const own = shape.attributes.get(name);
    const common = tables.dictionary[name];
    if (own === undefined) wrong.push(`${at}: ${name} is not an attribute`);
    else
      wrong.push(
        ...checkAttribute(
          tables,
          member,
          { ...common, ...own, enum: { ...common?.enum, ...own.enum } },
          `${at}.${name}`,
        ),
      );
  }
  return wrong;
}

function checkAttribute(tables: Tables, value: unknown, attribute: Attribute, at: string): readonly string[] {
  if (attribute.is_array === true) {
    if (!Array.isArray(value)) return [`${at}: is no array`];
    const item = { ...attribute, is_array: false };
    return value.flatMap((member: unknown) => checkAttribute(tables, member, item, `${at}[]`));
  }
  const values = attribute.enum ?? {};
  if (Object.keys(values).length > 0 && !(String(value) in values))
    return [`${at}: ${String(value)} is not in its enum`];
  const type = attribute.type ?? '';
  if (!tables.objects.has(type))
    return hasType(value, type) ? [] : [`${at}: ${JSON.stringify(value)} is no ${type}`];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at}: is no object`];
  return checkObject(tables, value as Members, shapeOf(tables, 'objects', type), at);
}

/** Class and category numbers follow from the class; they are checked apart. */
function withoutNumbers(shape: Shape): Shape {
  const numbers = ['class_uid', 'category_uid'];
  const attributes = new Map<string, Attribute>([...shape.attributes]);
  for (const name of numbers) attributes.set(name, { type: 'unchecked', enum: { undefined: null } });
  return { ...shape, attributes, required: shape.required.filter((name) => !numbers.includes(name)) };
}

const includesOf = (definition: Definition): readonly string[] =>
  (definition.attributes as { readonly $include?: readonly string[] }).$include ?? [];

function merge(definition: Definition, parent: Shape | null, dir: string): Shape {
  const attributes = new Map<string, Attribute>(parent?.attributes ?? []);
  const requiredNames = new Set(parent?.required ?? []);
  for (const include of includesOf(definition)) {
    const profile = readDefinition(path.join(dir, include));
    for (const [name, attribute] of Object.entries(profile.attributes)) attributes.set(name, attribute);
  }
  for (const [name, attribute] of Object.entries(definition.attributes)) {
    if (name === '$include') continue;
    const inherited = attributes.get(name);
    attributes.set(name, { ...inherited, ...attribute, enum: { ...inherited?.enum, ...attribute.enum } });
    if (attribute.requirement === 'required') requiredNames.add(name);
  }
  const own = definition.constraints?.at_least_one;
  const atLeastOne =
    definition.constraints === undefined ? (parent?.atLeastOne ?? []) : own === undefined ? [] : [own];
  return { attributes, required: [...requiredNames], atLeastOne };
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case 'boolean_t':
      return typeof value === 'boolean';
    case 'integer_t':
    case 'long_t':
    case 'timestamp_t':
      return Number.isSafeInteger(value);
    case 'port_t':
      return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535;
    case 'ip_t':
      return typeof value === 'string' && isIP(value) !== 0;
    case 'float_t':
      return typeof value === 'number';
    case 'object':
    case 'json_t':
    case 'unchecked':
      return true;
    default:
      return typeof value === 'string';
  }
}
