import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { IncidentStatus } from '../../api/types.ts';
import { trackingSteps } from './tracking-steps.ts';
import classes from './tracking-page.module.css';

/** Where an incident stands on its road, in a customer's words. */
export function IncidentSteps({ status }: { readonly status: IncidentStatus }) {
  const { t } = useTranslation();
  if (status === 'cancelled') return <p className={classes.text}>{t('tracking.cancelled')}</p>;
  return (
    <ol className={classes.steps}>
      {trackingSteps(status).map((step) => (
        <li
          key={step.status}
          className={`${classes.step ?? ''} ${step.place === 'done' ? (classes.done ?? '') : step.place === 'current' ? (classes.current ?? '') : ''}`}
          aria-current={step.place === 'current' ? 'step' : undefined}
        >
          <span className={classes.marker} aria-hidden>
            {step.place === 'done' && <IconCheck size={12} stroke={3} />}
          </span>
          <span>
            <span className={classes.stepName}>{t(`tracking.step.${step.status}`)}</span>
            {step.place === 'current' && <div className="t-2">{t(`tracking.stepText.${step.status}`)}</div>}
          </span>
        </li>
      ))}
    </ol>
  );
}
