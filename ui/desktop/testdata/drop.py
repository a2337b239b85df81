"""Drops URIs on a window of X11 as a file manager or a browser does it (XDND 5).

drop.py WINDOW URI...
"""
import sys
import time

from Xlib import X, display
from Xlib.protocol import event

screen = display.Display()
atom = screen.intern_atom
target = screen.create_resource_object("window", int(sys.argv[1]))
source = screen.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
uris = "".join(uri + "\r\n" for uri in sys.argv[2:]).encode()


def tell(name, *values):
    """Sends a message of the protocol; the rest of its five numbers is 0."""
    numbers = [source.id, *values] + [0] * (4 - len(values))
    target.send_event(event.ClientMessage(window=target, client_type=atom(name), data=(32, numbers)))
    screen.flush()


def hand_over(request):
    """Gives the window the text that it asks for."""
    place = request.property or request.target
    request.requestor.change_property(place, request.target, 8, uris)
    request.requestor.send_event(event.SelectionNotify(
        time=request.time, requestor=request.requestor, selection=request.selection, target=request.target, property=place))
    screen.flush()


source.set_selection_owner(atom("XdndSelection"), X.CurrentTime)
corner = screen.screen().root.translate_coords(target, 0, 0)
size = target.get_geometry()
x, y = corner.x + size.width // 2, corner.y + size.height // 2
tell("XdndEnter", 5 << 24, atom("text/uri-list"))
tell("XdndPosition", 0, x << 16 | y, X.CurrentTime, atom("XdndActionCopy"))

end = time.monotonic() + 60
while time.monotonic() < end:
    if not screen.pending_events():
        time.sleep(0.02)
        continue
    e = screen.next_event()
    if e.type == X.SelectionRequest:
        hand_over(e)
    elif e.type == X.ClientMessage and e.client_type == atom("XdndStatus"):
        if not e.data[1][1] & 1:
            sys.exit("the window refuses the drop")
        tell("XdndDrop", 0, X.CurrentTime)
    elif e.type == X.ClientMessage and e.client_type == atom("XdndFinished"):
        sys.exit(0)
sys.exit("the window does not answer")
