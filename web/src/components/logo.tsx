/** The bell. */
export function Logo({ size = 24 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" fill="#4f4fc4" />
      <path
        d="M16 6.5c-4.2 0-6.6 3-6.6 7.2 0 4.300-1.200 6-2.700 7.600-.4.5-.1 1.2.6 1.2h17.4c.7 0 1-.7.6-1.2-1.500-1.600-2.700-3.300-2.700-7.600 0-4.200-2.400-7.200-6.600-7.200z"
        fill="#fff"
      />
      <circle cx="16" cy="25.300" r="2.200" fill="#fff" />
    </svg>
  );
}
