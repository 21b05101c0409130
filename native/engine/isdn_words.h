// The same words in two rooms: what isdn says of a call, as commands and events say it, and back.
#pragma once

#include "engine/engine.h"
#include "isdn/pri_span.h"

namespace callbox::engine {

ClearedBy toEngine(isdn::ClearedBy by);
Presentation toEngine(isdn::Presentation presentation);
Service toEngine(isdn::Service service);
CallDetails toEngine(const isdn::CallDetails &details);
isdn::Service toIsdn(Service service);
/// kDial: a command's span is left out.
isdn::DialRequest toIsdn(const Command &dial);
isdn::PriPlan toIsdn(const SpanPlan &plan);

} // namespace callbox::engine
