/** The caller's settings are not the present ones any more. */
export class SettingsChanged extends Error {}

/** The file was edited while the server ran, so what it is about to be replaced by did not know of that. */
export class EditedMeanwhile extends Error {}
