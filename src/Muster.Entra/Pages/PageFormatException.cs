namespace Muster.Entra.Pages;

/// <summary>A page is not what Graph sends; the message says what and where, without any names from it.</summary>
internal sealed class PageFormatException(string message) : Exception(message);
