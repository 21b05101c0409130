// The words of daemon/lines/lines.ts, in the order of the engine's enumerations.
#pragma once

#include <vector>

namespace callbox::binding {

using Names = std::vector<const char *>;

inline const Names kPresentationNames = {"allowed", "withheld", "unavailable"};
inline const Names kClearedByNames = {"far-end", "near-end", "network"};
inline const Names kChannelKindNames = {"bearer", "fxs", "fxo"};
inline const Names kNumberTypeNames = {"unknown",          "international", "national",
                                       "network-specific", "subscriber",    "abbreviated"};
inline const Names kNumberPlanNames = {"unknown", "isdn", "data", "telex", "national", "private"};
inline const Names kScreeningNames = {"not-screened", "passed", "failed", "network"};
inline const Names kRedirectingReasonNames = {"unknown",   "busy",         "no-reply",
                                              "deflected", "out-of-order", "unconditional"};
inline const Names kCallerIdNames = {"none", "fsk", "dtmf"};
inline const Names kCallerIdSendingNames = {"country", "none", "fsk-bell202", "fsk-v23", "dtmf"};
inline const Names kServiceNames = {"in-service", "blocked", "draining"};
inline const Names kRingCadenceNames = {"normal", "double", "long"};
inline const Names kWatchNames = {"progress", "data", "answerer", "level"}; // bit 0 first
inline const Names kLoopbackNames = {"off", "towards-line", "towards-box"};
inline const Names kBoardNames = {"virtual", "dahdi"};
inline const Names kSideNames = {"user", "network"};
inline const Names kProtocolNames = {"euro-isdn", "qsig"};
inline const Names kSignallingOctetsNames = {"unknown", "flags", "idle"};
inline const Names kMultiframeNames = {"unknown", "off", "found", "missing"};

/// The name of an enumerator.
template <class Enumeration> const char *nameOf(const Names &names, Enumeration value) {
    return names[static_cast<size_t>(value)];
}

} // namespace callbox::binding
