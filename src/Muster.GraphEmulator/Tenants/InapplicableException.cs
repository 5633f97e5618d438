namespace Muster.GraphEmulator.Tenants;

/// <summary>An operation names an object that is not there, or states what is so already.</summary>
internal sealed class InapplicableException(string message) : Exception(message);
