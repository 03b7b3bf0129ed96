document.querySelectorAll("button[data-copy]").forEach(function (button) {
  var source = document.getElementById(button.getAttribute("data-copy"));
  if (!source) return;
  button.hidden = false;
  button.addEventListener("click", function () {
    var said = function () {
      button.textContent = "Copied";
      setTimeout(function () { button.textContent = "Copy caption"; }, 1600);
    };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(source.value).then(said);
      return;
    }
    source.hidden = false;
    source.select();
    document.execCommand("copy");
    source.hidden = true;
    said();
  });
});

(function () {
  var wall = document.querySelector(".wall");
  if (!wall || !window.ResizeObserver) return;
  var watch = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      var post = entry.target.parentNode;
      var gap = parseFloat(getComputedStyle(post).paddingBottom);
      post.style.gridRow = "span " + Math.ceil(entry.target.offsetHeight + gap);
    });
  });
  wall.classList.add("packed");
  wall.querySelectorAll(".post > div").forEach(function (inner) { watch.observe(inner); });
})();
