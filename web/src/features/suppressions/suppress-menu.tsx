import { Button, Menu } from '@mantine/core';
import { IconBellOff, IconChevronDown, IconFilterX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import type { FindingDetail } from '../../api/types.ts';
import { ExcludeDialog } from './exclude-dialog.tsx';
import { SuppressDialog } from './suppress-dialog.tsx';

/** What keeps findings like this one from coming again, for those who may. */
export function SuppressMenu({ finding }: { readonly finding: FindingDetail }) {
  const { t } = useTranslation();
  const session = useSession();
  const [dialog, setDialog] = useState<'suppress' | 'exclude' | null>(null);
  const maySuppress = session.isProvider && session.can('finding:triage');
  const mayExclude = session.isProvider && session.can('rule:write') && finding.evidence.length > 0;
  if (!maySuppress && !mayExclude) return null;
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconBellOff size={14} />}
            rightSection={<IconChevronDown size={12} />}
            mb="md"
          >
            {t('suppressions.menu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {maySuppress && (
            <Menu.Item leftSection={<IconBellOff size={14} />} onClick={() => setDialog('suppress')}>
              {t('suppressions.suppressLike')}
            </Menu.Item>
          )}
          {mayExclude && (
            <Menu.Item leftSection={<IconFilterX size={14} />} onClick={() => setDialog('exclude')}>
              {t('suppressions.excludeLike')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'suppress' && <SuppressDialog finding={finding} onClose={() => setDialog(null)} />}
      {dialog === 'exclude' && <ExcludeDialog finding={finding} onClose={() => setDialog(null)} />}
    </>
  );
}
