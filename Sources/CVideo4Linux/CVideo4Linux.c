// CVideo4Linux
