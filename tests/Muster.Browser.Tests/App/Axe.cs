using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>Asks axe what is wrong with a page. No page here has frames, so axe runs in the page itself, without a second window to gather results in.</summary>
internal static class Axe
{
    private static readonly string Source = new BundledAxeScriptProvider().GetScript();

    private const string Run = """
        async () => {
          const found = await axe.run(document, { resultTypes: ["violations"] });
          return found.violations.map((each) => `${each.id}: ${each.help} (${each.nodes.map((node) => `${node.target.join(" ")} ${node.html.slice(0, 160)}`).join(", ")})`);
        }
        """;

    /// <summary>What is wrong, in words; empty for nothing.</summary>
    public static async Task<IReadOnlyList<string>> AskAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => typeof window.axe === 'object'"))
            await page.EvaluateAsync($"() => {{ {Source} }}");
        return await page.EvaluateAsync<string[]>(Run);
    }
}
