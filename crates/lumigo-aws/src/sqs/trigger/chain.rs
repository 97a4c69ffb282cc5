use super::Trigger;
use super::data::Data;
use super::event::Event;
use super::id::TriggerId;
use super::source;
use lumigo_core::ChainLimits;

/// Follows bodies to where they come from.
pub(super) struct Chain {
    limits: ChainLimits,
    data: Data,
}

impl Chain {
    pub(super) fn new(limits: ChainLimits, length: usize) -> Self {
        Self {
            limits,
            data: Data::new(length),
        }
    }

    pub(super) fn begin(&mut self, trigger: &Trigger<'_>) {
        if self.limits.depth > 0 {
            self.tell(trigger, None, 0);
        }
    }

    fn tell(&mut self, trigger: &Trigger<'_>, target: Option<TriggerId>, level: i64) {
        let Some(id) = self.data.push(trigger, target) else {
            return;
        };
        let count = self.width_of(trigger.bodies.len());
        for body in trigger.bodies.iter().take(count) {
            self.follow(body, id, level + 1);
        }
    }

    /// However high the limit, this ends soon: each level doubles the quotes of the ones within, so that a
    /// message of the largest size holds some twenty.
    fn follow(&mut self, body: &str, target: TriggerId, level: i64) {
        if level >= self.limits.depth || self.data.is_full() || !source::may_be_in(body) {
            return;
        }
        let Some(event) = Event::parse(body) else {
            return;
        };
        if let Some(trigger) = source::trigger(&event) {
            self.tell(&trigger, Some(target), level);
        }
    }

    fn width_of(&self, count: usize) -> usize {
        let width = self.limits.width;
        let distance = usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX);
        if width < 0 {
            count.saturating_sub(distance)
        } else {
            count.min(distance)
        }
    }

    pub(super) fn finish(self) -> Option<String> {
        self.data.finish()
    }
}
