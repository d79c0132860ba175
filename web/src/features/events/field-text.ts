import { useTranslation } from 'react-i18next';
import type { QueryField } from '../../api/types.ts';
import type { eventFields } from '../../i18n/en/event-fields.ts';

type KnownField = keyof typeof eventFields.eventField;

/** What a field or path holds, in the reader's language; as the server says it where we have no words, or nothing. */
export function useFieldText(): (field: Pick<QueryField, 'name' | 'description' | 'isPath'>) => string {
  const { t, i18n } = useTranslation();
  return ({ name, description, isPath }) => {
    const key = (isPath && !name.includes('.') ? `ocsf_${name}` : name.replaceAll('.', '_')) as KnownField;
    return i18n.exists(`eventField.${key}`) ? t(`eventField.${key}`) : description;
  };
}
