/** The supervisor's floor and the wallboard; loaded with them (words/words.ts, pageWords). */
export const supervisor = {
  title: '班长大厅',
};
