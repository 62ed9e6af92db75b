using LocalEnergyMarket.Edge.Provisioning.Problems;

namespace LocalEnergyMarket.Edge.Provisioning.Dialogue;

/// <summary>Asks the technician, where there is a terminal; never waits where there is none.</summary>
sealed class Terminal(bool interactive, Language language)
{
    public bool IsInteractive => interactive;

    /// <summary>A terminal to both sides, and nobody who wants JSON or said that nothing is to be asked.</summary>
    public static bool Is(bool json, bool noInput) => !json && !noInput && !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <param name="german">The question.</param>
    /// <param name="english">The question.</param>
    /// <param name="option">What to give on the command line instead.</param>
    /// <param name="proposal">Taken if nothing is typed.</param>
    /// <param name="mistake">What is wrong with what was typed; null if nothing is. Then it is asked again.</param>
    /// <exception cref="ProblemException">Nobody can be asked, or whoever was there went away.</exception>
    public string Ask(string german, string english, string option, string? proposal = null, Func<string, string?>? mistake = null)
    {
        while (true)
        {
            var typed = Line(language.Say(german, english) + (proposal is null ? ": " : $" [{proposal}]: "), option).Trim();
            var answer = typed.Length == 0 ? proposal ?? "" : typed;
            if (answer.Length == 0)
            {
                continue;
            }

            if (mistake?.Invoke(answer) is not { } wrong)
            {
                return answer;
            }

            Console.WriteLine($"  {wrong}");
        }
    }

    /// <exception cref="ProblemException">Nobody can be asked.</exception>
    public bool Confirm(string german, string english, string option)
    {
        while (true)
        {
            switch (Line(language.Say(german + " (j/n): ", english + " (y/n): "), option).Trim().ToUpperInvariant())
            {
                case "J" or "JA" or "Y" or "YES":
                    return true;
                case "N" or "NEIN" or "NO":
                    return false;
            }
        }
    }

    /// <summary>Waits for Enter.</summary>
    /// <exception cref="ProblemException">Nobody can be asked.</exception>
    public void Wait(string german, string english, string option) => Line(language.Say(german + " (Eingabetaste) ", english + " (Enter) "), option);

    public void Heading(string text)
    {
        if (interactive)
        {
            Console.WriteLine($"\n── {text} ──");
        }
    }

    string Line(string question, string option)
    {
        if (!interactive)
        {
            throw new ProblemException(ProblemId.InputMissing, $"{option}: {question.TrimEnd(' ', ':')}");
        }

        Console.Write(question);
        return Console.ReadLine() ?? throw new ProblemException(ProblemId.InputMissing, option);
    }
}
