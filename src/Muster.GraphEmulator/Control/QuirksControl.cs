using System.Text.Json.Nodes;
using Muster.GraphEmulator.Quirks;

namespace Muster.GraphEmulator.Control;

/// <summary>Carries out orders about quirks.</summary>
/// <param name="get">Those in force.</param>
/// <param name="set">Puts others in force.</param>
internal sealed class QuirksControl(Func<QuirkSet> get, Action<QuirkSet> set)
{
    public object Show() => QuirkJson.Write(get());

    /// <exception cref="ControlException">It names a quirk there is not, or a value that one cannot have; nothing changes then.</exception>
    public object Change(JsonObject order)
    {
        try
        {
            set(QuirkJson.Read(order, get()));
            return Show();
        }
        catch (FormatException problem)
        {
            throw ControlException.Invalid(problem.Message);
        }
    }

    public object Clear()
    {
        set(QuirkSet.None);
        return Show();
    }
}
