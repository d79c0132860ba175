import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { LanguageSwitch } from '../../components/language-switch.tsx';
import { Logo } from '../../components/logo.tsx';
import classes from './auth-layout.module.css';

/** The frame of every page before sign-in. */
export function AuthLayout(props: {
  readonly title: string;
  readonly intro?: ReactNode;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}) {
  useDocumentTitle(`${props.title} · Tocsin`);
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <Logo size={28} />
          Tocsin
        </div>
        <div className={`t-card ${classes.box ?? ''}`}>
          <h1 className={classes.title}>{props.title}</h1>
          <p className={classes.intro}>{props.intro}</p>
          {props.children}
        </div>
        <div className={classes.foot}>
          <span>{props.foot}</span>
          <LanguageSwitch />
        </div>
      </div>
    </main>
  );
}
