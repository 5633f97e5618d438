using System.Text.Json;

namespace Muster.Entra.Pages;

/// <summary>Takes the rows of a page's <c>value</c>.</summary>
internal interface IRows
{
    /// <summary>Reads one row; the reader stands on its opening brace and is left on its closing one.</summary>
    void Read(ref Utf8JsonReader reader);
}
