/** 培训 (KB-10): on the real floor what starts and stops it, on the training floor what breaks its lines. */
import { FloorControl } from './floor-control.js';
import { LineFaults } from './line-faults-panel.js';
import { onTrainingFloor } from './training-floor.js';
import { trainingWords } from './training-words.js';
import './training.css';

export default function TrainingPage() {
  return (
    <main class="training-page" aria-label={trainingWords.value.title}>
      {onTrainingFloor.value ? <LineFaults /> : <FloorControl />}
    </main>
  );
}
