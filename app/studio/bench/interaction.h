#pragma once

#include <vector>

class QObject;

namespace spolab {

class MainWindow;

/// How long a person waits for the picture of what they did, through the event loop as it is: milliseconds from an
/// event's arrival at the window to the end of the first picture that was begun after it had come, this many of each
/// kind: turning the camera, pointing at the river, coming closer, choosing a particle and an action by keys, other
/// colours, an explanation, and taking both back. What is not answered within two seconds counts as two seconds; a
/// key that finds nothing to change does not count.
std::vector<double> measureInteractions(MainWindow& window, int ofEachKind);

/// The same for clicks on the strip of the episode's steps, on these one after the other.
std::vector<double> measureGoingBack(MainWindow& window, const std::vector<int>& steps);

}  // namespace spolab
