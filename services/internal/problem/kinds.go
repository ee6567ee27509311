package problem

import "net/http"

// Kind is one sort of problem: a program decides by its name what to do, and
// the status is all that a proxy knows of it.
type Kind struct {
	Status int
	name   string
	title  string
}

// Type is the kind's name for programs. It is a contract, and leads nowhere: a
// URN and no address, because a service does not know the name that it is
// called by.
func (k Kind) Type() string { return "urn:problem-type:slipway:" + k.name }

// The kinds that services share. Each has one status; a status may have more
// than one kind.
var (
	Malformed            = Kind{http.StatusBadRequest, "malformed", "The request cannot be read"}
	Invalid              = Kind{http.StatusBadRequest, "invalid", "The request says something that cannot be"}
	Unauthorized         = Kind{http.StatusUnauthorized, "unauthorized", "The request has no token that counts"}
	NoSuchPath           = Kind{http.StatusNotFound, "no-such-path", "No such path"}
	Missing              = Kind{http.StatusNotFound, "missing", "It is not there"}
	WrongMethod          = Kind{http.StatusMethodNotAllowed, "wrong-method", "The path does not take this method"}
	Slow                 = Kind{http.StatusRequestTimeout, "slow", "The request came too slowly"}
	Exists               = Kind{http.StatusConflict, "exists", "It is there already"}
	Conflict             = Kind{http.StatusConflict, "conflict", "It is in a state that does not allow this"}
	OutOfStock           = Kind{http.StatusConflict, "out-of-stock", "There is less than is wanted"}
	InProgress           = Kind{http.StatusConflict, "in-progress", "The same request is being answered"}
	KeyReused            = Kind{http.StatusUnprocessableEntity, "key-reused", "The key stands for another request"}
	Changed              = Kind{http.StatusPreconditionFailed, "changed", "It was changed meanwhile"}
	TooLarge             = Kind{http.StatusRequestEntityTooLarge, "too-large", "The request is too large"}
	WrongType            = Kind{http.StatusUnsupportedMediaType, "wrong-type", "The body is of a type that is not read here"}
	PreconditionRequired = Kind{http.StatusPreconditionRequired, "precondition-required", "The request must say which version it changes"}
	TooMany              = Kind{http.StatusTooManyRequests, "too-many", "Too many requests"}
	Fault                = Kind{http.StatusInternalServerError, "fault", "The service failed"}
	Unavailable          = Kind{http.StatusServiceUnavailable, "unavailable", "Something that the service needs does not answer"}
)
