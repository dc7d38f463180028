/** The mark: a postmark ring with its cancelling waves. */
export function Postmark({ size = 24, className }: { size?: number; className?: string }) {
  return (
    <svg
      viewBox="0 0 32 32"
      width={size}
      height={size}
      className={className}
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <circle cx="13" cy="16" r="11" strokeWidth="2.2" />
      <circle cx="13" cy="16" r="6.6" strokeWidth="1.4" strokeDasharray="2.2 2" />
      <path d="M9.8 16h6.4M13 12.8v6.4" strokeWidth="1.8" />
      <path
        d="M23 10.5c1.7-1.2 3.3-1.2 5 0s2 1 3 .6M24.6 16c1.4-1 2.7-1 4.1 0 .9.6 1.6.8 2.3.6M23 21.5c1.7-1.2 3.3-1.2 5 0s2 1 3 .6"
        strokeWidth="1.8"
      />
    </svg>
  );
}
