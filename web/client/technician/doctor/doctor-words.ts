import { doctor as en } from '../../words/en/doctor.js';
import { pageWords } from '../../words/words.js';
import { doctor as zh } from '../../words/zh/doctor.js';

export type DoctorWords = typeof zh;
export const doctorWords = pageWords<DoctorWords>({ zh, en });
