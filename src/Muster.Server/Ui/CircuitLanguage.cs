using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Muster.Server.Ui;

/// <summary>Asks for the texts of a page as it opens, while its reader's language is known: whatever draws it anew later finds them made.</summary>
internal sealed class CircuitLanguage : CircuitHandler
{
    /// <summary>Made with the page; that is all it does.</summary>
    /// <param name="texts">Of that page.</param>
    public CircuitLanguage(Texts texts) => ArgumentNullException.ThrowIfNull(texts);
}
