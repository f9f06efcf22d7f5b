/** What the settings on a command line are, for whoever takes some. */
export const SETTINGS =
  'Settings are key=value pairs over the file, such as search.mode=exact or search.grid.l2=[1e-4,1e-5]; values are YAML. features=char takes conf/features/char.yaml beside the file, +key=value adds a key that is not there, ~key takes one away, and ${key} and ${env:NAME,default} are replaced.';
