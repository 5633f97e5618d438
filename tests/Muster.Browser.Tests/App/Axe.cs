using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>Asks axe what is wrong with a page. No page here has frames, so axe runs in the page itself, without a second window to gather results in.</summary>
internal static class Axe
{
    private static readonly string Source = new BundledAxeScriptProvider().GetScript();

    /// <summary>What may be wrong in one colour scheme and right in another.</summary>
    private static readonly string[] OfColours = ["color-contrast", "link-in-text-block"];

    private const string Run = """
        async (rules) => {
          const found = await axe.run(document, { resultTypes: ["violations"], ...(rules && { runOnly: rules }) });
          return found.violations.map((each) => `${each.id}: ${each.help} (${each.nodes.map((node) => `${node.target.join(" ")} ${node.html.slice(0, 160)}`).join(", ")})`);
        }
        """;

    private const string Open = """
        async () => {
          const found = await axe.run(document, { resultTypes: ["incomplete"] });
          return found.incomplete.flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.html.slice(0, 160)} (${node.any.concat(node.all, node.none).map((check) => check.message).join("; ")})`));
        }
        """;

    /// <summary>What axe cannot decide and a person has to look at; one line for each place.</summary>
    /// <param name="page">The page.</param>
    public static async Task<IReadOnlyList<string>> LeftOpenAsync(IPage page)
    {
        await BringAsync(page);
        return await page.EvaluateAsync<string[]>(Open);
    }

    /// <summary>What is wrong, in words; empty for nothing.</summary>
    /// <param name="page">The page.</param>
    /// <param name="coloursOnly">Ask only what depends on colours: the rest was asked of the same page in other colours.</param>
    public static async Task<IReadOnlyList<string>> AskAsync(IPage page, bool coloursOnly = false)
    {
        await BringAsync(page);
        return await page.EvaluateAsync<string[]>(Run, coloursOnly ? OfColours : null);
    }

    private static async Task BringAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => typeof window.axe === 'object'"))
            await page.EvaluateAsync($"() => {{ {Source} }}");
    }
}
