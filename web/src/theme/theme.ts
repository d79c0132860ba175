import {
  Button,
  Checkbox,
  createTheme,
  Drawer,
  Input,
  Menu,
  Modal,
  Popover,
  SegmentedControl,
  Select,
  Skeleton,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

const gray: MantineColorsTuple = [
  '#f7f7f8',
  '#f1f1f4',
  '#e3e3e8',
  '#d6d6dd',
  '#c9c9d1',
  '#9a9aa5',
  '#666671',
  '#50505a',
  '#34343b',
  '#1b1b1f',
];
const dark: MantineColorsTuple = [
  '#ececf0',
  '#b4b4be',
  '#9696a2',
  '#6d6d79',
  '#45454f',
  '#2a2a31',
  '#1d1d22',
  '#18181c',
  '#131316',
  '#0d0d0f',
];
const iris: MantineColorsTuple = [
  '#f3f3fd',
  '#ececfb',
  '#d9d9f7',
  '#b3b3ff',
  '#9494f0',
  '#6a6ad8',
  '#4f4fc4',
  '#4343b0',
  '#383896',
  '#2c2c78',
];
const red: MantineColorsTuple = [
  '#fdecec',
  '#fbd5d5',
  '#f5aeb0',
  '#ff9ea1',
  '#e5484d',
  '#d13438',
  '#c0292b',
  '#a81f22',
  '#8c181b',
  '#6f1215',
];

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  colors: { gray, dark, iris, red },
  black: '#1b1b1f',
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.5' },
      h3: { fontSize: '0.875rem', lineHeight: '1.45' },
    },
  },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs' }, styles: { root: { fontWeight: 500 } } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs' } }),
    Drawer: Drawer.extend({ defaultProps: { transitionProps: { duration: 120 } } }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    Menu: Menu.extend({
      defaultProps: { withInitialFocusPlaceholder: false, transitionProps: { duration: 80 }, shadow: 'md' },
    }),
    Modal: Modal.extend({
      defaultProps: {
        transitionProps: { duration: 120 },
        centered: true,
        radius: 'md',
        overlayProps: { backgroundOpacity: 0.4 },
      },
      styles: { title: { fontWeight: 600, fontSize: '1rem' } },
    }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 80 }, shadow: 'md' } }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { transitionDuration: 100, withItemsBorders: false },
    }),
    Select: Select.extend({ defaultProps: { comboboxProps: { transitionProps: { duration: 80 } } } }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: 'xs' } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 300, transitionProps: { duration: 80 }, withArrow: false },
    }),
  },
});

/** Set for both schemes: Mantine's own values for a scheme would win over plain variables. */
const mapped: Readonly<Record<string, string>> = {
  '--mantine-color-body': 'var(--t-surface)',
  '--mantine-color-text': 'var(--t-text)',
  '--mantine-color-dimmed': 'var(--t-text-3)',
  '--mantine-color-placeholder': 'var(--t-text-3)',
  '--mantine-color-anchor': 'var(--t-accent-text)',
  '--mantine-color-error': 'var(--t-danger-text)',
  '--mantine-color-default': 'var(--t-surface)',
  '--mantine-color-default-hover': 'var(--t-hover)',
  '--mantine-color-default-color': 'var(--t-text)',
  '--mantine-color-default-border': 'var(--t-border-strong)',
  '--mantine-primary-color-light': 'var(--t-accent-soft)',
  '--mantine-primary-color-light-hover': 'var(--t-accent-soft)',
  '--mantine-primary-color-light-color': 'var(--t-accent-text)',
  '--mantine-color-iris-light': 'var(--t-accent-soft)',
  '--mantine-color-iris-light-hover': 'var(--t-accent-soft)',
  '--mantine-color-iris-light-color': 'var(--t-accent-text)',
  '--mantine-color-iris-text': 'var(--t-accent-text)',
  '--mantine-color-yellow-light': 'var(--t-warning-soft)',
  '--mantine-color-yellow-light-color': 'var(--t-warning-text)',
  '--mantine-color-green-light': 'var(--t-success-soft)',
  '--mantine-color-green-light-color': 'var(--t-success-text)',
  '--mantine-color-red-light': 'var(--t-danger-soft)',
  '--mantine-color-red-light-color': 'var(--t-danger-text)',
  '--mantine-color-red-text': 'var(--t-danger-text)',
};

/** Maps Mantine's own variables onto the tokens, so that its components and ours share one set of colours. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...mapped },
  dark: { ...mapped },
});
