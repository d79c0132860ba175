import { unreachable } from '../../kernel/index.ts';
import { findField, type SearchField } from './fields.ts';
import { pathTarget } from './path-target.ts';
import { memberSql } from './query-sql.ts';

/** How the values of a field are read from `security_event`. */
export interface FieldValue {
  /** The field as the language has it; null for a path. */
  readonly field: SearchField | null;
  /** SQL that gives a list of texts: the event's values of the field, none where it has none. */
  readonly list: string;
  /** Bound in `list`. */
  readonly params: Readonly<Record<string, string | number>>;
  /** The values are numbers if they all look like numbers. */
  readonly maybeNumbers: boolean;
  /** A whole document is read for each event. */
  readonly isDocument: boolean;
}

const orNone = (text: string): string => `if(${text} = '', [], [${text}])`;

/** The way to the values of a field or path; null for a name that is neither, and for times, which are never equal. */
export function fieldValue(name: string): FieldValue | null {
  const field = findField(name);
  if (field === undefined) return pathValue(name);
  const common = { field, params: {}, isDocument: false, maybeNumbers: false };
  switch (field.type) {
    case 'text':
      return { ...common, list: orNone(`toString(security_event.${field.column})`) };
    case 'number':
      return { ...common, list: `[toString(security_event.${field.column})]`, maybeNumbers: true };
    case 'named':
      return { ...common, list: `[toString(security_event.${field.column})]` };
    case 'id':
      return {
        ...common,
        list: `if(security_event.${field.column} = toUUIDOrZero(''), [], [toString(security_event.${field.column})])`,
      };
    case 'address': {
      const columns = field.columns.map((column) => `security_event.${column}`).join(', ');
      return {
        ...common,
        list: `arrayMap(address -> toString(address), arrayDistinct(arrayFilter(address -> address != toIPv6('::'), [${columns}])))`,
      };
    }
    case 'time':
      return null;
    default:
      return unreachable(field);
  }
}

function pathValue(name: string): FieldValue | null {
  const target = pathTarget(name);
  if (target === null) return null;
  const member = memberSql(target, 'field');
  return {
    field: null,
    list: `arrayFilter(text -> text != '', [${member.sql}])`,
    params: member.params,
    maybeNumbers: true,
    isDocument: true,
  };
}
