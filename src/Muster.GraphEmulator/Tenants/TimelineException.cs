namespace Muster.GraphEmulator.Tenants;

/// <summary>The tenant cannot move as asked; the message says why, for the person who asked.</summary>
internal sealed class TimelineException(string message, Exception? inner = null) : Exception(message, inner);
