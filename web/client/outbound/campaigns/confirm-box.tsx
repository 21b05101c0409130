/** Asks before something that cannot be taken back. */
import { Dialog } from '../../parts/dialog.js';
import { words } from '../../words/words.js';

export function ConfirmBox(props: {
  readonly title: string;
  readonly says: string;
  readonly yes: string;
  readonly danger?: boolean;
  onYes(): void;
  onClose(): void;
}) {
  return (
    <Dialog title={props.title} testId="confirm" onClose={props.onClose}>
      <p>{props.says}</p>
      <footer class="box-foot">
        <button type="button" data-autofocus={props.danger ? true : undefined} onClick={props.onClose}>
          {words.value.cancel}
        </button>
        <button
          type="button"
          class={props.danger ? 'danger' : 'primary'}
          data-autofocus={props.danger ? undefined : true}
          data-testid="confirm-yes"
          onClick={() => {
            props.onClose();
            props.onYes();
          }}
        >
          {props.yes}
        </button>
      </footer>
    </Dialog>
  );
}
