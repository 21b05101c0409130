/** The box that is open over the page. */
import { ErrorBoundary, lazy } from 'preact-iso';
import { openBox } from './boxes.js';
import { ExtendBox } from './extend.js';
import { AppointmentBox, RefusedBox, SkipBox } from './outbound/boxes.js';
import { TargetBox } from './target-box.js';
import { TaskForm } from './task-form.js';
import { tasks } from './tasks.js';

const Settings = lazy(() => import('./settings.js'));

export function Boxes() {
  const box = openBox.value;
  switch (box?.box) {
    case 'target':
      return <TargetBox key={box.verb} verb={box.verb} typed={box.typed} />;
    case 'extend':
      return <ExtendBox />;
    case 'settings':
      return (
        <ErrorBoundary>
          <Settings />
        </ErrorBoundary>
      );
    case 'skip-lead':
      return <SkipBox />;
    case 'refused':
      return <RefusedBox />;
    case 'appointment':
      return <AppointmentBox />;
    case 'task': {
      const list = tasks.value;
      const task = Array.isArray(list) ? (list.find(({ id }) => id === box.taskId) ?? null) : null;
      return <TaskForm key={box.taskId} task={task} />;
    }
    default:
      return null;
  }
}
