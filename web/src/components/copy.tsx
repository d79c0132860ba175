import { ActionIcon, Button, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { visibleText } from '../lib/visible-text.ts';
import classes from './copy.module.css';

export function CopyIcon({ value, label }: { readonly value: string; readonly label: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('common.copied') : label}>
          <ActionIcon size="sm" variant="subtle" color="gray" aria-label={label} onClick={copy}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** Text to be copied as it stands: commands, tokens, raw events. */
export function CodeBlock({
  text,
  label,
  wrap,
  maxHeight,
}: {
  readonly text: string;
  readonly label: string;
  readonly wrap?: boolean;
  readonly maxHeight?: number;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.block}>
      <Group className={classes.head} justify="space-between" wrap="nowrap">
        <span className="t-ellipsis">{label}</span>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              onClick={copy}
              leftSection={copied ? <IconCheck size={12} /> : <IconCopy size={12} />}
            >
              {copied ? t('common.copied') : t('common.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
      <pre
        className={classes.code}
        tabIndex={0}
        role="region"
        aria-label={label}
        style={{ whiteSpace: wrap ? 'pre-wrap' : 'pre', maxHeight }}
      >
        {visibleText(text)}
      </pre>
    </div>
  );
}
