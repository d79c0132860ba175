import type { ReactNode } from 'react';
import { VisuallyHidden } from '@mantine/core';
import classes from './simple-table.module.css';

/** A short table inside a card: settings and tabs. The last column holds a row's actions. */
export function SimpleTable<T>(props: {
  readonly label: string;
  readonly headers: readonly string[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly cells: (row: T) => readonly ReactNode[];
  readonly actions?: (row: T) => ReactNode;
  readonly actionsLabel?: string;
}) {
  return (
    <div className={`t-card ${classes.wrap ?? ''}`} tabIndex={0} role="region" aria-label={props.label}>
      <table className={classes.table}>
        <thead>
          <tr>
            {props.headers.map((header) => (
              <th key={header} scope="col">
                {header}
              </th>
            ))}
            {props.actions && (
              <th scope="col">
                <VisuallyHidden>{props.actionsLabel}</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={props.rowKey(row)}>
              {props.cells(row).map((cell, index) => (
                <td key={props.headers[index]} data-label={props.headers[index]}>
                  {cell}
                </td>
              ))}
              {props.actions && <td className={classes.last}>{props.actions(row)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
