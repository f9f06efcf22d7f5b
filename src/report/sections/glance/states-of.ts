import type { ReviewState } from '../../../evaluation/review/review-states.js';
import type { ReportData } from '../../report-data.js';

/** States of review; runs of earlier releases planned none. */
export function statesOf(review: ReportData['calibration']['review']): readonly ReviewState[] {
  return (review.states as readonly ReviewState[] | undefined) ?? [];
}
