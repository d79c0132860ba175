import { useEffect, useEffectEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { isStopped, passkeysUsable, signInByPasskey, stopPasskey } from '../../api/passkeys.ts';
import { offeredWaysQuery } from '../../api/session.ts';

/** A challenge of the server lasts ten minutes; a new one is asked for before. */
const renewMs = 9 * 60_000;

/** While the page is open, the browser offers passkeys where the address is typed. */
export function usePasskeyAutofill(options: {
  readonly rememberMe: boolean;
  readonly onDone: () => Promise<void>;
  readonly onError: (error: Error) => void;
}): void {
  const origin = useQuery(offeredWaysQuery(null)).data?.passkeyOrigin ?? null;
  const rememberMe = useEffectEvent(() => options.rememberMe);
  const done = useEffectEvent(() => options.onDone());
  const failed = useEffectEvent((error: Error) => options.onError(error));
  useEffect(() => {
    if (!passkeysUsable(origin)) return;
    const state = { left: false };
    const wait = async (): Promise<void> => {
      try {
        const entered = await signInByPasskey({ rememberMe: () => rememberMe(), autofill: true });
        if (entered && !state.left) await done();
      } catch (error) {
        if (state.left || !(error instanceof Error) || isStopped(error)) return;
        failed(error);
      }
    };
    void wait();
    const timer = setInterval(() => void wait(), renewMs);
    return () => {
      state.left = true;
      clearInterval(timer);
      void stopPasskey();
    };
  }, [origin]);
}
